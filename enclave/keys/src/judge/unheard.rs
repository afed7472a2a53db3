//! Why a message does not count.

use messages::ceremony::Fault;

/// Why a message of the channel counts for nothing or, if [`Unheard::Guilty`], only against its sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unheard {
    /// It stands before the ceremony was opened, or before what was heard already.
    #[error("the message stands before the ceremony, or was heard already")]
    Passed,
    /// It belongs to another ceremony.
    #[error("the message belongs to another ceremony")]
    OtherCeremony,
    /// The ceremony has ended.
    #[error("the ceremony has ended")]
    Ended,
    /// The round in which this is said is over, or has not begun.
    #[error("this is not the round for such a message")]
    OutOfTime,
    /// Its sender is no receiver, or did not join.
    #[error("the sender is no receiver that joined")]
    NotReceiver,
    /// Its sender is no dealer.
    #[error("the sender does not deal in this ceremony")]
    NotDealer,
    /// Its sender's dealing is out already.
    #[error("the sender is out of the ceremony")]
    Excluded,
    /// Its sender said so already, or something else in its place.
    #[error("the sender has spoken in this round already")]
    Repeated,
    /// The key is not a canonical point, or the identity.
    #[error("the one-time key is not valid")]
    BadKey,
    /// The accused are not in ascending order, or one of them has not dealt.
    #[error("the verdict accuses who has not dealt, or is out of order")]
    BadVerdict,
    /// Nobody accused the sender.
    #[error("nobody accused the sender")]
    NotAccused,
    /// The answer is not about exactly the shares in dispute.
    #[error("the answer is not about the shares in dispute, in order")]
    BadAnswer,
    /// It proves that its sender is at fault.
    #[error("the message proves its sender at fault: {0:?}")]
    Guilty(Fault),
}
