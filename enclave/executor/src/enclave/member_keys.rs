//! Keys on both sides: what this member lacks, and what it grants as a gatekeeper.

use super::*;

impl<S: StoreFactory> Enclave<S> {
    pub(super) fn key_requests(&self) -> Vec<KeyRequest> {
        let request = || {
            let (view, committee) = self.membership()?;
            let evidence = self.evidence.clone()?;
            let labels = self.missing_labels(view, committee);
            (committee.program.kind == ProgramKind::Evm && view.is_live(&self.boot_id) && !labels.is_empty())
                .then(|| KeyRequest {
                    genesis: self.config.genesis,
                    worker: self.identity.id(),
                    boot_id: self.boot_id,
                    at_block: view.head.number,
                    evidence,
                    response_key: self.response.0.public(),
                    labels,
                })
        };
        request().into_iter().collect()
    }

    pub(super) fn missing_labels(&self, view: &ChainView, committee: &Committee) -> Vec<KeyLabel> {
        let (genesis, id) = (self.config.genesis, self.config.committee);
        let held = |label: &KeyLabel| match label.purpose {
            Purpose::Input { epoch } => self.ring.holds(epoch, label.key_version),
            _ => false,
        };
        let generation = match &self.compute {
            Some(_) => self.missing_generation,
            None => self.opening_generation(committee),
        };
        let is_held = |wanted: &Generation| self.state_keys.as_ref().is_some_and(|(held, _)| held == wanted);
        let state = generation
            .filter(|generation| !is_held(generation))
            .map(|generation| state_label(genesis, id, generation));
        let state = state.filter(|label| view.keeper_keys.sharing(&label.secret()).is_some());
        let inputs = input_labels(genesis, id, committee, &view.keeper_keys);
        state.into_iter().chain(inputs.into_iter().filter(|label| !held(label))).collect()
    }

    /// Erases secrets that the chain has passed over, and partials of keys that are not wanted any more. Who is no member
    /// any more forgets all input keys.
    pub(super) fn reconcile_keys(&mut self) {
        let Some((view, committee)) = self.membership() else {
            self.collector.forget_all_but(&[]);
            self.ring.erase_before(Epoch::MAX);
            return;
        };
        let wanted = self.missing_labels(view, committee);
        let live: Vec<_> = committee.input_keys.iter().map(|key| (key.epoch, key.key_version)).collect();
        let next = next_epoch(committee, &view.keeper_keys).map(|epoch| (epoch, committee.key_version));
        self.collector.forget_all_but(&wanted);
        self.ring.reconcile(&live, next);
    }

    /// Draws another key for answers when something new is needed: who then gets hold of this boot's memory cannot open
    /// answers of before.
    pub(super) fn renew_response_key(&mut self) {
        let Some((view, committee)) = self.membership() else { return };
        let wanted = self.missing_labels(view, committee);
        if wanted.iter().any(|label| !self.response.1.contains(label)) {
            let key = DecryptionKey::from_seed(&Zeroizing::new(draw(&mut self.rng)));
            self.response = (key, wanted);
        }
    }

    /// Takes a gatekeeper's grant.
    ///
    /// # Errors
    /// [`GrantError`]; nothing of a refused grant is kept.
    pub fn key_grant(&mut self, sealed: &SealedKeyGrant, now: Ticks) -> Result<(), GrantError> {
        let wanted = match self.membership() {
            Some((view, committee)) => self.missing_labels(view, committee),
            None => Vec::new(),
        };
        let Some(view) = &self.view else { return Err(GrantError::NotForUs) };
        let reader = Reader { identity: &self.identity, boot_id: self.boot_id, response: &self.response.0 };
        let accepted = self.collector.accept(&reader, &view.keeper_keys, &wanted, sealed);
        if let Err(GrantError::False(grant)) = &accepted {
            self.report_false(grant);
        }
        for (label, secret) in accepted? {
            match label.purpose {
                Purpose::State { generation } => self.take_state_keys(generation, StateKeys::new(&secret)),
                Purpose::Input { epoch } => self.ring.insert_input(epoch, label.key_version, &secret),
                Purpose::Beacon { .. } => {}
            }
        }
        self.reconcile_keys();
        self.speak(now);
        Ok(())
    }

    fn take_state_keys(&mut self, generation: Generation, keys: StateKeys) {
        match &mut self.compute {
            Some(compute) => compute.add_state_keys(generation, keys),
            None => self.state_keys = Some((generation, keys)),
        }
    }

    /// Shows the chain what a gatekeeper signed, once for each gatekeeper.
    fn report_false(&mut self, grant: &KeyGrant) {
        let statement = Statement::FalseGrant(grant.clone());
        if !self.reported_keepers.contains(&grant.keeper) && self.outbox.push(&self.identity, statement) {
            self.reported_keepers.insert(grant.keeper);
        }
    }

    /// Answers another worker's request for keys, if this is a gatekeeper and the requester is entitled.
    ///
    /// # Errors
    /// [`KeyRefusal`].
    pub fn key_request(&mut self, request: &KeyRequest, now: Ticks) -> Result<KeyReply, KeyRefusal> {
        if !self.is_keeper() || !self.lease.may_answer(now) {
            return Err(KeyRefusal::NotServing);
        }
        let view = self.view.as_ref().ok_or(KeyRefusal::NotServing)?;
        keeper::check_form(&self.config.genesis, view.head.number, request)?;
        let anchors = self.client.trust_anchors().ok_or(KeyRefusal::NotServing)?;
        let rules = EvidenceRules::read(anchors, &self.facts, &self.watch);
        let Some(rules) = rules else { return self.hold(request) };
        let entitlement = Entitlement {
            genesis: self.config.genesis,
            time_ms: view.time_ms,
            facts: &self.facts,
            keys: &view.keeper_keys,
            rules: &rules,
        };
        let Some(requester) = entitlement.check(request)? else { return self.hold(request) };
        if !self.lease.spend(now) {
            return Err(KeyRefusal::NotServing);
        }
        self.pending_requests.remove(&request.worker);
        let seed = draw(&mut self.rng);
        keeper::grant(&self.identity, (self.keeping.vault(), &view.keeper_keys), request, &requester, seed)
            .map(KeyReply::Grant)
            .ok_or(KeyRefusal::NotServing)
    }

    fn hold(&mut self, request: &KeyRequest) -> Result<KeyReply, KeyRefusal> {
        let head = self.view.as_ref().map_or(0, |v| v.head.number);
        let committee = request.labels.first().ok_or(KeyRefusal::BadLabels)?.committee;
        let held = self.pending_requests.hold(request.worker, committee, head);
        held.map(|()| KeyReply::Pending).map_err(|_| KeyRefusal::Busy)
    }
}
