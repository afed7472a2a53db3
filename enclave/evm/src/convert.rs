//! Between the wire's number types and the EVM's.

use messages::{receipt, H160, H256, U256};
use revm::primitives::{Address, Log, U256 as Word};

pub(crate) fn address(address: H160) -> Address {
    Address::from(address.0)
}

pub(crate) fn h160(address: Address) -> H160 {
    H160(address.into_array())
}

pub(crate) fn word(number: U256) -> Word {
    Word::from_limbs(number.0)
}

pub(crate) fn number(word: Word) -> U256 {
    U256(word.into_limbs())
}

pub(crate) fn log(log: Log) -> receipt::Log {
    let (topics, data) = log.data.split();
    receipt::Log {
        address: h160(log.address),
        topics: topics.into_iter().map(|topic| H256(topic.0)).collect(),
        data: data.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_value() {
        let number_in = U256::from(1) << 200 | U256::from(7);
        assert_eq!(word(number_in), Word::from(1) << 200 | Word::from(7));
        assert_eq!(number(word(number_in)), number_in);
        assert_eq!(h160(address(H160::repeat_byte(3))), H160::repeat_byte(3));
    }
}
