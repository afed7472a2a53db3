//! Which networks there are.
//!
//! Built-in networks come from the runtime's presets.

use adyton_runtime::{genesis_config_presets as presets, PHA_DECIMALS, SS58_PREFIX, WASM_BINARY};
use sc_service::{ChainSpec as _, ChainType, GenericChainSpec, Properties};
use sp_core::storage::well_known_keys::CODE;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_runtime::BuildStorage;
use std::path::PathBuf;

/// Specification of a network.
pub(crate) type ChainSpec = GenericChainSpec;

/// A network that this program knows by name.
struct BuiltIn {
    id: &'static str,
    name: &'static str,
    kind: ChainType,
    preset: &'static str,
}

fn built_in(word: &str) -> Option<BuiltIn> {
    let (id, name, kind, preset) = match word {
        "dev" => ("adyton_dev", "Adyton Development", ChainType::Development, DEV_RUNTIME_PRESET),
        "local" => ("adyton_local", "Adyton Local", ChainType::Local, presets::LOCAL_PRESET),
        "live" => ("adyton_live_template", "Adyton Live Template", ChainType::Live, presets::LIVE_PRESET),
        _ => return None,
    };
    Some(BuiltIn { id, name, kind, preset })
}

/// The network that a word or a file names, for export: genesis as JSON, to be edited.
pub(crate) fn load(word: &str) -> Result<ChainSpec, String> {
    match (built_in(word), word) {
        (Some(network), _) => network.specification(),
        (None, "") => {
            Err("no network is named; give --dev, --chain dev, --chain local, or --chain with a file \
                           written by export-chain-spec"
                .into())
        }
        (None, path) => from_file(path),
    }
}

/// The same network, to run.
///
/// Genesis state of built-in networks is computed by the runtime that is linked into the node: compiling its
/// WebAssembly twin for that alone would nearly double the time a node needs to start. A test compares the two.
pub(crate) fn load_to_run(word: &str) -> Result<ChainSpec, String> {
    let mut spec = load(word)?;
    if let Some(network) = built_in(word) {
        let genesis = presets::preset(network.preset).ok_or("the runtime lacks this network's preset")?;
        let mut storage = genesis.build_storage()?;
        storage.top.insert(CODE.to_vec(), runtime()?.to_vec());
        spec.set_storage(storage);
    }
    Ok(spec)
}

impl BuiltIn {
    fn specification(self) -> Result<ChainSpec, String> {
        let mut properties = Properties::new();
        properties.insert("tokenSymbol".into(), "PHA".into());
        properties.insert("tokenDecimals".into(), PHA_DECIMALS.into());
        properties.insert("ss58Format".into(), SS58_PREFIX.into());
        // Asking the WebAssembly runtime for its own preset would mean to compile it first.
        let genesis = presets::preset(self.preset).ok_or("the runtime lacks this network's preset")?;
        let genesis = serde_json::to_value(genesis).map_err(|error| error.to_string())?;
        Ok(ChainSpec::builder(runtime()?, None)
            .with_name(self.name)
            .with_id(self.id)
            .with_chain_type(self.kind)
            .with_genesis_config_patch(genesis)
            .with_properties(properties)
            .build())
    }
}

fn runtime() -> Result<&'static [u8], String> {
    WASM_BINARY.ok_or_else(|| {
        "this node was built without its runtime; build it again without SKIP_WASM_BUILD".into()
    })
}

fn from_file(path: &str) -> Result<ChainSpec, String> {
    ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
        format!(
            "{path} is no chain specification ({error}); name one of the networks dev, local, live, or a file written \
             by export-chain-spec"
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn linked_and_webassembly_runtime_build_the_same_genesis() {
        let linked = load_to_run("dev").unwrap().build_storage().unwrap();
        let webassembly = load("dev").unwrap().build_storage().unwrap();
        assert_eq!(linked.top, webassembly.top);
    }

    #[test]
    fn a_missing_file_is_named_with_a_next_step() {
        let error = load("no/such/file.json").err().unwrap();
        assert!(error.starts_with("no/such/file.json is no chain specification"), "{error}");
    }
}
