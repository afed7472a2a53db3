//! What holds between any two blocks; run after every unit test, after every block of the runtime's tests, and by `try-runtime`.

use crate::{Abi, Config, LastSetId, Pallet, SetEnds};
use frame_support::{ensure, traits::Get};
use messages::abi::ABI_VERSION;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks everything.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_abi()?;
        Self::check_set_ends()
    }

    /// State says the version that this runtime writes.
    fn check_abi() -> Result<(), TryRuntimeError> {
        let version = Abi::<T>::get().map(|abi| abi.version);
        ensure!(version == Some(ABI_VERSION), "abi: not the version of this runtime");
        Ok(())
    }

    /// Every set before the present one has an end; ends are in order and none lies ahead.
    fn check_set_ends() -> Result<(), TryRuntimeError> {
        let last = LastSetId::<T>::get();
        ensure!(last == T::CurrentSetId::get(), "set ends: a set change was not recorded");
        ensure!(SetEnds::<T>::iter_keys().count() as u64 == last, "set ends: not one for each past set");
        let mut previous = 0;
        for set in 0..last {
            let end = SetEnds::<T>::get(set).ok_or("set ends: a past set has none")?;
            ensure!(previous <= end, "set ends: out of order");
            ensure!(end <= Self::now(), "set ends: one lies ahead");
            previous = end;
        }
        Ok(())
    }
}
