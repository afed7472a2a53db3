//! Proof that two points have the same discrete logarithm: Chaum and Pedersen, "Wallet databases with observers"
//! (CRYPTO '92), made non-interactive by Fiat–Shamir over a transcript that names everything.
//!
//! Given `Y = x·G` (published) and `Z = x·H` (the partial), it convinces anybody that both use the same `x`.

use super::group::{scalar, scalar_from_wide};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, RistrettoPoint, Scalar};

const CHALLENGE_DOMAIN: &[u8] = b"adyton/dleq-challenge/v1";
const NONCE_DOMAIN: &[u8] = b"adyton/dleq-nonce/v1";

/// Challenge and response, canonical scalars.
pub type Proof = ([u8; 32], [u8; 32]);

/// Proves `public = secret·G` and `image = secret·base`. The nonce is derived from the secret and the statement, as
/// in RFC 8032, so that no randomness can fail.
pub fn prove(
    secret: &Scalar,
    base: &RistrettoPoint,
    public: &RistrettoPoint,
    image: &RistrettoPoint,
) -> Proof {
    let statement = [base, public, image].map(|p| p.compress().to_bytes());
    let nonce = scalar_from_wide(NONCE_DOMAIN, &[secret.as_bytes(), &statement.concat()]);
    let challenge = challenge(&statement, &(&nonce * RISTRETTO_BASEPOINT_TABLE), &(nonce * base));
    let response = nonce - challenge * secret;
    (challenge.to_bytes(), response.to_bytes())
}

/// Whether the proof holds. Variable time: everything in it is public.
pub fn verify(proof: &Proof, base: &RistrettoPoint, public: &RistrettoPoint, image: &RistrettoPoint) -> bool {
    let (Some(claimed), Some(response)) = (scalar(&proof.0), scalar(&proof.1)) else { return false };
    let statement = [base, public, image].map(|p| p.compress().to_bytes());
    let first = RistrettoPoint::vartime_double_scalar_mul_basepoint(&claimed, public, &response);
    let second = response * base + claimed * image;
    challenge(&statement, &first, &second) == claimed
}

fn challenge(statement: &[[u8; 32]; 3], first: &RistrettoPoint, second: &RistrettoPoint) -> Scalar {
    scalar_from_wide(
        CHALLENGE_DOMAIN,
        &[&statement.concat(), first.compress().as_bytes(), second.compress().as_bytes()],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threshold::{group::label_point, tests::label};

    #[test]
    fn holds_for_equal_logarithms_only() {
        let (x, y) = (Scalar::from(7u64), Scalar::from(8u64));
        let base = label_point(&label(1));
        let public = &x * RISTRETTO_BASEPOINT_TABLE;
        let proof = prove(&x, &base, &public, &(x * base));
        assert!(verify(&proof, &base, &public, &(x * base)));
        assert!(!verify(&proof, &base, &public, &(y * base)));
        assert!(!verify(&proof, &base, &(&y * RISTRETTO_BASEPOINT_TABLE), &(x * base)));
        assert!(!verify(&proof, &label_point(&label(2)), &public, &(x * base)));
        let lie = prove(&y, &base, &public, &(y * base));
        assert!(!verify(&lie, &base, &public, &(y * base)));
        assert!(!verify(&([255; 32], proof.1), &base, &public, &(x * base)), "non-canonical scalar");
    }
}
