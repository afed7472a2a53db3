//! `adyton miner service`: a unit for systemd.

use super::{folder::Folder, DirOption};
use crate::output::Output;
use anyhow::{Context, Result};
use clap::Args;
use std::path::{Path, PathBuf};

/// Where systemd looks for units of the administrator.
const UNIT_FILE: &str = "/etc/systemd/system/adyton-miner.service";

/// Options of `adyton miner service`.
#[derive(Debug, Args)]
pub struct ServiceOptions {
    #[command(flatten)]
    dir: DirOption,
    /// User that the miner runs as; root where the kernel's report driver wants it (TDX, SEV-SNP).
    #[arg(long, default_value = "adyton")]
    user: String,
    /// Write the unit to /etc/systemd/system, in place of printing it.
    #[arg(long)]
    install: bool,
}

/// Runs the command.
///
/// # Errors
/// If the miner's folder has no configuration, or the unit cannot be written.
pub(super) fn run(options: &ServiceOptions, output: Output) -> Result<()> {
    let folder = Folder::new(&options.dir.dir)?;
    folder.config()?;
    let program = std::env::current_exe().context("cannot find the running program")?;
    let unit = unit(&program, folder.path(), &options.user);
    if !options.install {
        return output.result(&serde_json::json!({ "unit": unit }), unit.trim_end());
    }
    std::fs::write(UNIT_FILE, &unit).with_context(|| format!("cannot write {UNIT_FILE}; run it as root"))?;
    let next = format!(
        "useradd --system {0}; chown -R {0} {1}; systemctl daemon-reload && systemctl enable --now adyton-miner",
        options.user,
        folder.path().display()
    );
    let file = PathBuf::from(UNIT_FILE);
    output.result(
        &serde_json::json!({ "file": file, "next": next }),
        format!("{UNIT_FILE} written; next: {next}"),
    )
}

fn unit(program: &Path, folder: &Path, user: &str) -> String {
    include_str!("../../../../../packaging/adyton-miner.service")
        .replace("@PROGRAM@", &quoted(program))
        .replace("@FOLDER@", &quoted(folder))
        .replace("@USER@", user)
}

/// A path as units have it: in quotes, and without specifiers.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_names_program_folder_and_user_and_takes_all_rights_away() {
        let unit = unit(Path::new("/opt/adyton/adyton"), Path::new("/var/lib/a 100%"), "miner");
        for line in [
            "ExecStart=\"/opt/adyton/adyton\" miner start --dir \"/var/lib/a 100%%\"",
            "User=miner",
            "ReadWritePaths=\"/var/lib/a 100%%\"",
            "NoNewPrivileges=yes",
            "Restart=always",
            "KillMode=mixed",
        ] {
            assert!(unit.lines().any(|found| found == line), "`{line}` is not in:\n{unit}");
        }
        assert!(!unit.contains('@'), "{unit}");
    }
}
