//! What a call would do, in words.
//!
//! Pure: a call as the chain's metadata decodes it goes in, words come out. Proposals of others and whatever this program
//! signs are explained by the same code.
//!
//! Reading order: this file → [`wrappers`] (calls that carry calls) → [`economy`], [`rules`], [`enclaves`], [`governance`],
//! [`funds`] (words for calls that holders meet) → [`args`], [`raw`].

pub mod args;
mod economy;
mod enclaves;
mod funds;
mod governance;
pub mod raw;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod wrappers;

use crate::state::ChainState;
use ::economy::Rules;
use args::{variant, Args};
use messages::ids::{BlockNumber, TimeMs};
use serde_json::json;
use subxt::ext::scale_value::{Value, Variant};

/// Calls within calls that are explained.
const MAX_NESTED: usize = 8;

/// What calls are compared with.
#[derive(Clone, Default)]
pub struct Background {
    /// The rules of computation in force.
    pub rules: Option<Rules>,
    /// When a call that is explained is carried out, about.
    pub at_ms: TimeMs,
    /// Time from one block to the next.
    pub block_ms: TimeMs,
    /// Delay before a newly allowed enclave program counts.
    pub allow_delay_ms: Option<TimeMs>,
}

impl Background {
    /// What is in force now; calls are taken to be carried out at block `at`.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read(state: &ChainState, at: BlockNumber) -> anyhow::Result<Self> {
        Ok(Self {
            rules: rules::in_force(state).await?,
            at_ms: state.time_of(at),
            block_ms: state.block_ms(),
            allow_delay_ms: state.constant(("Registry", "AllowDelay")).ok(),
        })
    }

    /// A number of blocks, with the time they take.
    fn blocks(&self, count: u128) -> String {
        let count = BlockNumber::try_from(count).unwrap_or(BlockNumber::MAX);
        crate::commands::amount::blocks(count, self.block_ms)
    }
}

/// What a call would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meaning {
    /// In words, beginning with a verb: "spends 5 PHA…".
    pub text: String,
    /// Details, or the calls within.
    pub parts: Vec<Meaning>,
    /// What nobody should overlook.
    pub warnings: Vec<String>,
}

impl Meaning {
    /// Just words.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// With something that nobody should overlook.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<String>) -> Self {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
        self
    }

    /// Of a call that cannot be read.
    pub fn unreadable(reason: impl std::fmt::Display) -> Self {
        Self::of("does something that cannot be read").warn(format!(
            "what this call does cannot be read ({reason}): do not sign or vote for what you cannot read"
        ))
    }

    /// All warnings, those of parts among them, each once.
    pub fn all_warnings(&self) -> Vec<String> {
        let mut all = self.warnings.clone();
        for warning in self.parts.iter().flat_map(Meaning::all_warnings) {
            if !all.contains(&warning) {
                all.push(warning);
            }
        }
        all
    }

    /// In one sentence.
    pub fn sentence(&self) -> String {
        if self.parts.is_empty() {
            return self.text.clone();
        }
        let parts: Vec<_> = self.parts.iter().map(Meaning::sentence).collect();
        format!("{} {}", self.text, parts.join("; "))
    }

    /// Line by line, parts indented.
    pub fn lines(&self, indent: usize) -> Vec<String> {
        let own = format!("{}{}", "  ".repeat(indent), self.text);
        let parts = self.parts.iter().flat_map(|part| part.lines(indent + 1));
        std::iter::once(own).chain(parts).collect()
    }

    /// For programs.
    pub fn json(&self) -> serde_json::Value {
        json!({ "text": self.text, "parts": self.parts.iter().map(Meaning::json).collect::<Vec<_>>() })
    }
}

/// Explains bytes that should be a call.
pub fn bytes(bytes: &[u8], state: &ChainState, background: &Background) -> Meaning {
    match crate::state::decode::decode_call(bytes, state.metadata()) {
        Ok(value) => call(&value, background),
        Err(error) => Meaning::unreadable(format!("{error:#}")),
    }
}

/// Explains a decoded call.
pub fn call(value: &Value, background: &Background) -> Meaning {
    nested(value, background, 0)
}

/// Explains a call within `depth` others.
fn nested(value: &Value, background: &Background, depth: usize) -> Meaning {
    if depth > MAX_NESTED {
        return Meaning::unreadable(format!("it is within more than {MAX_NESTED} other calls"));
    }
    let Some((pallet, call)) = pallet_and_call(value) else {
        return Meaning::unreadable("it is no call of a pallet");
    };
    let (name, args) = (call.name.as_str(), Args(&call.values));
    wrappers::explain(pallet, name, args, &mut |inner| nested(inner, background, depth + 1))
        .or_else(|| economy::explain(pallet, name, args, background))
        .or_else(|| enclaves::explain(pallet, name, args, background))
        .or_else(|| governance::explain(pallet, name, args, background))
        .or_else(|| funds::explain(pallet, name, args, background))
        .unwrap_or_else(|| Meaning::of(format!("calls {pallet}.{name}({})", raw::arguments(&call.values))))
}

/// Name of the pallet, and the call.
fn pallet_and_call(value: &Value) -> Option<(&str, &Variant<()>)> {
    let outer = variant(value)?;
    let inner = outer.values.values().next().filter(|_| outer.values.len() == 1)?;
    Some((outer.name.as_str(), variant(inner)?))
}
