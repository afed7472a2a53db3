//! A simulated machine with an enclave on it.

use super::{disk::Disk, COMMITTEE};
use attestation::development::SimulatedTd;
use codec::{DecodeAll, Encode};
use crypto::{
    hash::{blake2_256, report_data},
    identity::WorkerIdentity,
    sealing::DecryptionKey,
    simulated::machine_secret,
};
use executor::enclave::{Config, Enclave, Status, SyncError};
use light_client::{lease::Ticks, testing::TestChain};
use messages::{
    ids::*,
    keys::{KeyGrant, SealedKeyGrant, KEY_GRANT_DOMAIN},
    registration::Registration,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use zeroize::Zeroizing;

/// A machine, its disk, and the enclave that runs there.
pub struct Machine {
    pub number: u32,
    committee: CommitteeId,
    genesis: GenesisHash,
    boots: u32,
    /// Survives [`Self::kill`].
    pub disk: Disk,
    /// The enclave of the present boot.
    pub enclave: Enclave<Disk>,
    /// Whether its platform has a sealing key, from the next boot on.
    pub seals: bool,
    /// Whether it offers its capacity, from the next boot on.
    pub mines: bool,
    /// Whether its host works. One that is offline hears and says nothing.
    pub online: bool,
    /// Whether its host carries key requests.
    pub keys_flow: bool,
}

impl Machine {
    pub fn new(number: u32, committee: CommitteeId, genesis: GenesisHash) -> Self {
        let disk = Disk::default();
        let enclave = boot(number, committee, genesis, 1, (disk.clone(), true, true), 0);
        Self {
            number,
            committee,
            genesis,
            boots: 1,
            disk,
            enclave,
            seals: true,
            mines: true,
            online: true,
            keys_flow: true,
        }
    }

    /// The power fails and comes back: a new boot, on what was written to the disk.
    pub fn kill(&mut self, now: Ticks) {
        let survives = self.disk.copy();
        self.boots += 1;
        let setting = (survives.clone(), self.seals, self.mines);
        self.enclave = boot(self.number, self.committee, self.genesis, self.boots, setting, now);
        self.disk = survives;
    }

    /// The disk is lost; the machine starts on an empty one.
    pub fn lose_disk(&mut self, now: Ticks) {
        self.disk = Disk::default();
        self.kill(now);
    }

    pub fn identity(&self) -> WorkerIdentity {
        identity(self.number)
    }

    pub fn id(&self) -> WorkerId {
        self.identity().id()
    }

    /// Delivers an honest bundle up to block `head` with at most `max_messages` messages, and registers when due.
    pub fn sync(
        &mut self,
        chain: &TestChain,
        head: BlockNumber,
        max_messages: usize,
        now: Ticks,
    ) -> Result<(), SyncError> {
        let wants = self.enclave.wants();
        self.enclave.sync(&chain.bundle_to(&wants, head, max_messages), now)?;
        if let Some(claim) = self.enclave.claim() {
            let quote = SimulatedTd::new(self.number).quote(&report_data(&claim)).unwrap();
            self.enclave.registered(Registration { claim, quote });
        }
        Ok(())
    }

    /// Opens a grant with what only this boot's memory holds.
    pub fn open_grant(&self, sealed: &SealedKeyGrant) -> KeyGrant {
        let mut rng = ChaCha20Rng::from_seed(entropy(self.number, self.boots));
        // Drawn before the encryption key: boot id, nonce of the first lease.
        rng.fill_bytes(&mut [0; 16]);
        rng.fill_bytes(&mut [0; 32]);
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let memory = self.identity().with_fresh_encryption_key(&seed);
        // The first key for answers is drawn with the boot, the next for what it needs first.
        rng.fill_bytes(&mut [0; 32]);
        rng.fill_bytes(&mut seed);
        let response = DecryptionKey::from_seed(&seed);
        let aad = (self.id(), self.status().boot_id).encode();
        let outer =
            memory.open(KEY_GRANT_DOMAIN, &aad, &sealed.encapsulated_key, &sealed.ciphertext).unwrap();
        let (key, ciphertext) = <([u8; 32], Vec<u8>)>::decode_all(&mut outer.as_slice()).unwrap();
        let inner = response.open(KEY_GRANT_DOMAIN, &aad, &key, &ciphertext).unwrap();
        KeyGrant::decode_all(&mut inner.as_slice()).unwrap()
    }

    /// Does all the work there is.
    pub fn work(&mut self) {
        while self.enclave.step() {}
    }

    /// Does `steps` steps of it.
    pub fn work_a_little(&mut self, steps: usize) {
        (0..steps).for_each(|_| {
            self.enclave.step();
        });
    }

    pub fn status(&self) -> Status {
        self.enclave.status(0)
    }
}

/// Identity of a machine by number.
pub fn identity(number: u32) -> WorkerIdentity {
    WorkerIdentity::from_sealing_secret(&machine_secret(number))
}

/// What a machine seals gatekeepers' shares with.
pub fn sealing_key(number: u32) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(blake2_256(&[machine_secret(number).as_slice(), b"shares"].concat()).0)
}

/// Key of a machine's store.
pub fn store_key(number: u32) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(blake2_256(&[machine_secret(number).as_slice(), b"store"].concat()).0)
}

fn boot(
    number: u32,
    committee: CommitteeId,
    genesis: GenesisHash,
    boots: u32,
    (disk, seals, mining): (Disk, bool, bool),
    now: Ticks,
) -> Enclave<Disk> {
    let config = Config {
        genesis,
        committee,
        operator: [number as u8; 32].into(),
        endpoint: format!("http://machine-{number}").into_bytes(),
        store_key: store_key(number),
        sealing_key: seals.then(|| sealing_key(number)),
        mining,
    };
    debug_assert!(committee == COMMITTEE || committee == KEEPER_COMMITTEE);
    Enclave::new(config, identity(number), disk, entropy(number, boots), now)
}

/// What a boot draws everything from.
fn entropy(number: u32, boots: u32) -> [u8; 32] {
    blake2_256(&[number.to_le_bytes(), boots.to_le_bytes()].concat()).0
}
