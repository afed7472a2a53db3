//! A gatekeeper's ceremonies and shares, as far as the whole enclave is concerned.

use super::*;

impl<S: StoreFactory> Enclave<S> {
    /// Goes on with the shares that an earlier boot of this gatekeeper sealed.
    pub(super) fn restore_shares(&mut self) {
        let Some(key) = self.config.sealing_key.clone() else { return };
        if self.config.committee != KEEPER_COMMITTEE {
            return;
        }
        let sealed = match self.stores.load_shares() {
            Ok(sealed) => sealed,
            Err(sentence) => return self.trouble = Some(sentence),
        };
        let Some(sealed) = sealed else { return };
        match Vault::unseal(&key, self.config.genesis, self.identity.id(), &sealed) {
            Ok(vault) => self.keeping = Keeping::restore(vault),
            Err(error) => self.trouble = Some(error.to_string()),
        }
    }

    /// Takes over what was proven of the gatekeepers, and keeps the shares that come of it.
    pub(super) fn keep(&mut self, seen: &ChainView, messages: &[Message], complete: bool) {
        // Messages of a channel that was not followed are missing, whatever the bundle says.
        let complete = complete && (self.client.channel().is_some() || seen.ceremonies.is_empty());
        if let Some(opened) = self.keeping.entrance(&seen.ceremonies) {
            self.client.follow(KEEPER_COMMITTEE, opened);
        }
        if let Some(policy) = &seen.policy {
            self.watch.observe(policy, seen.time_ms);
        }
        let anchors = self.client.trust_anchors();
        let rules = anchors.and_then(|anchors| EvidenceRules::read(anchors, &self.facts, &self.watch));
        let (facts, genesis) = (&self.facts, self.config.genesis);
        let is_attested = |receiver: &Receiver| {
            let evidence = facts.read::<Option<Registration>>(&abi::keeper_evidence(&receiver.keeper));
            let subject = Subject {
                genesis,
                worker: receiver.keeper,
                boot_id: receiver.boot_id,
                encryption_key: receiver.encryption_key,
            };
            let vouch = |rules: &EvidenceRules, evidence: &Registration| {
                rules.vouch_for(evidence, &subject, seen.time_ms)
            };
            matches!((&rules, evidence), (Some(rules), Ok(Some(Some(evidence)))) if vouch(rules, &evidence))
        };
        let boot = Boot { genesis, identity: &self.identity, id: self.boot_id };
        let proven = Seen {
            head: seen.head.number,
            keys: &seen.keeper_keys,
            ceremonies: &seen.ceremonies,
            beacon: seen.beacon,
            messages,
            complete,
            is_attested: &is_attested,
        };
        let rng = &mut self.rng;
        self.keeping.observe(&boot, &proven, &mut || draw(rng));
        if self.keeping.is_idle() {
            self.client.unfollow();
        }
        self.keep_shares();
    }

    /// Has the platform keep what has to survive this boot.
    fn keep_shares(&mut self) {
        let boot = Boot { genesis: self.config.genesis, identity: &self.identity, id: self.boot_id };
        let (nonce, stores) = (draw(&mut self.rng), &mut self.stores);
        let mut save = |sealed: &[u8]| stores.save_shares(sealed);
        let kept = self.keeping.keep(&boot, self.config.sealing_key.as_deref(), nonce, &mut save);
        if let Err(sentence) = kept {
            self.trouble = Some(sentence);
        }
    }
}
