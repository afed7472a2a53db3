//! Which networks there are.
//!
//! Built-in networks come from the runtime's presets.

use adyton_runtime::{
    genesis_config_presets as presets, RuntimeGenesisConfig, PHA_DECIMALS, SS58_PREFIX, WASM_BINARY,
};
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
/// Genesis state is computed by the runtime that is linked into the node, if it is the network's: compiling its
/// WebAssembly twin for that alone would nearly double the time a node needs to start. Tests compare the two.
pub(crate) fn load_to_run(word: &str) -> Result<ChainSpec, String> {
    let mut spec = load(word)?;
    let genesis = match built_in(word) {
        Some(network) => {
            Some(presets::preset(network.preset).ok_or("the runtime lacks this network's preset")?)
        }
        None => linked_genesis(word),
    };
    if let Some(genesis) = genesis {
        let mut storage = genesis.build_storage()?;
        storage.top.insert(CODE.to_vec(), runtime()?.to_vec());
        spec.set_storage(storage);
    }
    Ok(spec)
}

/// The genesis that a file describes, if it does so in full and for the runtime that is linked into the node.
fn linked_genesis(path: &str) -> Option<RuntimeGenesisConfig> {
    let mut file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let genesis = file.pointer_mut("/genesis/runtimeGenesis")?;
    let code = genesis.get("code")?.as_str()?;
    if sp_core::bytes::from_hex(code).ok()? != WASM_BINARY? {
        return None;
    }
    serde_json::from_value(genesis.get_mut("patch")?.take()).ok()
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
    fn linked_and_webassembly_runtime_build_the_same_genesis_from_an_edited_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spec.json").display().to_string();
        let mut file: serde_json::Value =
            serde_json::from_str(&load("dev").unwrap().as_json(false).unwrap()).unwrap();
        let genesis = file.pointer_mut("/genesis/runtimeGenesis").unwrap();
        genesis["patch"]["gatekeepers"]["parameters"]["patience"] = 7.into();
        std::fs::write(&path, file.to_string()).unwrap();
        assert!(linked_genesis(&path).is_some());
        let linked = load_to_run(&path).unwrap().build_storage().unwrap();
        let webassembly = load(&path).unwrap().build_storage().unwrap();
        assert_eq!(linked.top, webassembly.top);
        assert_ne!(linked.top, load_to_run("dev").unwrap().build_storage().unwrap().top);

        file["genesis"]["runtimeGenesis"]["code"] = "0x00".into();
        std::fs::write(&path, file.to_string()).unwrap();
        assert!(linked_genesis(&path).is_none(), "another runtime builds its own genesis");
    }

    #[test]
    fn a_missing_file_is_named_with_a_next_step() {
        let error = load("no/such/file.json").err().unwrap();
        assert!(error.starts_with("no/such/file.json is no chain specification"), "{error}");
    }
}
