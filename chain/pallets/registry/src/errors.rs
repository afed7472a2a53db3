//! Every way in which a call is refused or a worker suspended, and what to do then; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        // The claim.
        /// The claim or message is meant for another network.
        ForeignNetwork,
        /// The challenge is no block of this chain: the enclave follows a fork, or is ahead. Give it this chain's bundles.
        ChallengeForeign,
        /// The challenge is too old a block. Sync the enclave to the newest finalized head and try again.
        ChallengeTooOld,
        /// The worker registered with this challenge or a newer one. Sync the enclave to a newer head and try again.
        ChallengeNotNewer,
        /// The claim starts from another relay checkpoint.
        ForeignCheckpoint,
        /// This boot was replaced by a newer one, or removed. Only a restarted enclave can register.
        BootRetired,
        /// Registrations are frozen by governance. Wait for the thaw; renewals go on.
        RegistrationFrozen,

        // Statements.
        /// The worker is not registered.
        UnknownWorker,
        /// The message comes from another boot than the one registered.
        WrongBoot,
        /// The worker is suspended, or its attestation is over. Renew the registration.
        NotLive,
        /// A message before this one is missing.
        SequenceGap,
        /// The signature is not the worker's.
        BadSignature,
        /// Every message was accepted before.
        NothingNew,

        // The form of evidence.
        /// Quotes of that hardware cannot be verified by this runtime.
        HardwareUnsupported,
        /// The quote does not parse, or is larger than any.
        QuoteMalformed,
        /// The quote has bytes that belong to no field. Cut off padding.
        QuoteUnaccountedBytes,
        /// The quote is of another kind of hardware than stated.
        QuoteOfOtherKind,
        /// The quote lacks its chain of three certificates. Configure the quoting service to embed it.
        QuoteWithoutCertificates,
        /// The enclave runs in debug mode, so its memory is readable.
        DebugMode,
        /// No trust root of this network heads the quote's certificate chain.
        UnknownRoot,
        /// The quote vouches for another claim.
        WrongReportData,

        // Collateral.
        /// There is no collateral for the quote's platform family. Upload it and try again.
        CollateralMissing,
        /// The collateral does not parse.
        CollateralMalformed,
        /// The collateral was issued after the present time. Check the clock that it was fetched by.
        CollateralNotYetValid,
        /// The collateral's time is over. Upload a newer one.
        CollateralExpired,
        /// The collateral in force, or a part of it, is as new.
        CollateralNotNewer,
        /// There is no room for collateral of one more family, or of that size, among what is in force.
        TooMuchCollateral,

        // The chain from root to quote.
        /// A certificate is not issued by the one above it.
        CertificateUntrusted,
        /// A certificate is outside its dates. Fetch a newer one.
        CertificateOutOfDate,
        /// A certificate was revoked: the machine or its authority is compromised.
        CertificateRevoked,
        /// A revocation list is not by its authority. Fetch the collateral anew.
        RevocationListUntrusted,
        /// A revocation list is outside its dates. Fetch a newer one.
        RevocationListStale,
        /// The TCB info is not signed by its issuer. Fetch the collateral anew.
        TcbInfoForged,
        /// The QE identity is not signed by its issuer. Fetch the collateral anew.
        QeIdentityForged,
        /// The QE identity is of another kind of quoting enclave. Fetch the machine's own collateral.
        QeIdentityOfOtherKind,
        /// The collateral is about another processor family. Fetch the machine's own.
        CollateralOfOtherFamily,
        /// The quoting enclave's report is not signed by the machine's key.
        QeReportForged,
        /// The quoting enclave vouches for another attestation key.
        AttestationKeyForeign,
        /// The quoting enclave is not the vendor's. Install the vendor's.
        QuotingEnclaveForeign,
        /// The quoting enclave is too old. Update it.
        QuotingEnclaveTooOld,
        /// The quote is not signed by the key that is certified for it.
        QuoteForged,
        /// The firmware is older than any that the vendor lists. Update it.
        TcbUnlisted,
        /// The vendor calls the firmware revoked. Update it and provision the machine anew.
        TcbRevoked,
        /// Attributes of the TEE or its module are not as they must be.
        AttributesWrong,
        /// Another machine may take the TEE over. Start it without service TD or migration agent.
        Migratable,
        /// More advisories apply to the platform than can be recorded. Update its firmware.
        TooManyAdvisories,
        /// The report is about other firmware than its certificate. Fetch the certificate anew.
        TcbMismatch,
        /// The report is of another machine than its certificate.
        MachineMismatch,
        /// The report does not name its machine. Turn off the masking of chip ids.
        MachineMasked,
        /// The quote is not proven by its root.
        QuoteNotProven,

        // The policy.
        /// The certificates or collateral that the evidence was verified with have run out. Renew the registration.
        EvidenceExpired,
        /// The policy does not know what runs in the enclave. Run a released version.
        MeasurementNotAllowed,
        /// What runs in the enclave is allowed and counts only later. Wait, or run an earlier release.
        MeasurementNotYetAllowed,
        /// What runs in the enclave was deprecated, and its time is over. Update the worker.
        MeasurementDeprecated,
        /// The measurement was denied and never counts again. Update the worker.
        MeasurementDenied,
        /// The TCB status of the platform is not accepted. Update its firmware.
        TcbStatusNotAccepted,
        /// An advisory applies to the platform that is refused. Update its firmware.
        AdvisoryRefused,
        /// The collateral is from too old an evaluation. Upload a newer one.
        EvaluationTooOld,
        /// No firmware level is set for this AMD product line.
        SnpProductNotAllowed,
        /// The AMD firmware is below the required level. Update it.
        SnpLevelTooLow,
        /// The policy denies this machine.
        PlatformDenied,
        /// The policy admits listed machines only, and this one is not among them.
        PlatformNotAllowed,

        // Governance.
        /// The measurement is allowed already.
        MeasurementAllowedAlready,
        /// There is nothing to change.
        NothingChanges,
        /// There is no room for more trust roots, rules or pending changes.
        TooMany,
    }
}
