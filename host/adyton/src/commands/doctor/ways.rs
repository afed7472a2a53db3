//! The ways in which a machine can mine, and how far it is on each. Pure but for looking up device files.

use super::{
    machine::{Machine, Reports},
    Check,
};
use serde::Serialize;

/// Kinds of hardware.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Sgx,
    Tdx,
    Snp,
}

/// How far a machine is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Everything is there.
    Ready,
    /// There are signs of the hardware, and something is missing.
    Incomplete,
    /// There is no sign of the hardware.
    Absent,
}

/// One way to mine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Way {
    pub(super) kind: Kind,
    /// For people.
    pub(super) name: &'static str,
    pub(super) state: State,
    pub(super) checks: Vec<Check>,
}

impl Way {
    fn new(kind: Kind, name: &'static str, signs: bool, checks: Vec<Check>) -> Self {
        let state = match (signs, checks.iter().all(|check| check.met)) {
            (true, true) => State::Ready,
            (true, false) => State::Incomplete,
            (false, _) => State::Absent,
        };
        Way { kind, name, state, checks }
    }
}

/// Judges all ways.
pub(super) fn judge(machine: &Machine) -> Vec<Way> {
    vec![sgx(machine), tdx(machine), snp(machine)]
}

/// SGX is looked at from the host; inside Gramine there is nothing left to prepare.
fn sgx(machine: &Machine) -> Way {
    let enclave = machine.has("dev/sgx_enclave");
    let checks = vec![
        Check::new(
            "processor feature SGX with launch control",
            machine.has_flag("sgx") && machine.has_flag("sgx_lc"),
            "enable SGX and flexible launch control in the firmware's setup; Xeon processors of the third generation and \
             newer have them",
        ),
        Check::new(
            "device /dev/sgx_enclave",
            enclave,
            "use Linux 5.11 or newer with CONFIG_X86_SGX, and reserve memory for enclaves (PRMRR) in the firmware's setup",
        ),
        Check::new(
            "device /dev/sgx_provision, for quotes",
            machine.has("dev/sgx_provision"),
            "let udev make it (package sgx-aesm-service or libsgx-ae-qe3), and add the worker's user to the group sgx_prv",
        ),
        Check::new(
            "quoting service AESM",
            machine.has("run/aesmd/aesm.socket") || machine.has("var/run/aesmd/aesm.socket"),
            "install and start sgx-aesm-service with libsgx-aesm-quote-ex-plugin and libsgx-dcap-default-qpl",
        ),
        Check::new(
            "configuration of the quote provider",
            machine.has("etc/sgx_default_qcnl.conf"),
            "name a PCCS in /etc/sgx_default_qcnl.conf, so that quotes carry their certificate chain",
        ),
    ];
    Way::new(Kind::Sgx, "SGX", enclave || machine.has_flag("sgx"), checks)
}

fn tdx(machine: &Machine) -> Way {
    let guest = machine.has_flag("tdx_guest") || machine.has("dev/tdx_guest");
    let host =
        machine.parameter("sys/module/kvm_intel/parameters/tdx") || machine.has_flag("tdx_host_platform");
    let mut checks = vec![Check::new(
        "running inside a TD",
        guest,
        if host {
            "this machine hosts TDs: start one from the worker's image and run the doctor inside"
        } else {
            "start the worker's image as a TD on a host with TDX enabled"
        },
    )];
    checks.extend(reports(machine, "tdx_guest"));
    if guest {
        checks.push(clock(machine));
    }
    Way::new(Kind::Tdx, "TDX", guest || host, checks)
}

/// Never an obstacle: it decides how far leases trust the clock.
fn clock(machine: &Machine) -> Check {
    let what = match machine.clocksource.as_str() {
        "tsc" => "clock source tsc, which the host cannot bend".to_owned(),
        "" => "clock source unknown; it counts as the host's".to_owned(),
        other => {
            format!("clock source {other} is the host's; start the guest with clocksource=tsc if you can")
        }
    };
    Check::new(what, true, "")
}

fn snp(machine: &Machine) -> Way {
    let guest = machine.has("dev/sev-guest") || machine.reports == Reports::Driver("sev_guest".into());
    let host = machine.parameter("sys/module/kvm_amd/parameters/sev_snp");
    let mut checks = vec![Check::new(
        "running inside an SEV-SNP guest",
        guest,
        if host {
            "this machine hosts SEV-SNP guests: start one from the worker's image and run the doctor inside"
        } else {
            "start the worker's image as an SEV-SNP guest"
        },
    )];
    checks.extend(reports(machine, "sev_guest"));
    checks.push(Check::new(
        "device /dev/sev-guest, for the sealing key",
        machine.has("dev/sev-guest"),
        "load the module sev-guest; guests under a paravisor, which attests through a virtual TPM, have none and cannot mine",
    ));
    Way::new(Kind::Snp, "SEV-SNP", guest || host, checks)
}

/// What both kinds of guests need from the kernel.
fn reports(machine: &Machine, driver: &str) -> [Check; 3] {
    let found = &machine.reports;
    let has_folder = !matches!(found, Reports::NoConfigfs | Reports::NoDriver);
    [
        Check::new(
            format!("Linux 6.7 or newer (here: {})", machine.kernel),
            machine.kernel_is_at_least(6, 7) || has_folder,
            "update the guest image's kernel; reports through configfs came with Linux 6.7",
        ),
        Check::new(
            "configfs mounted",
            *found != Reports::NoConfigfs,
            "mount -t configfs none /sys/kernel/config",
        ),
        Check::new(
            format!("report driver {driver}"),
            *found == Reports::Driver(driver.into()),
            match found {
                Reports::NotAllowed => "run as root, which the worker has to be as well",
                Reports::Nameless(_) => "the driver names no provider; look for its complaint with dmesg",
                Reports::Driver(_) => "the driver belongs to another kind of hardware",
                Reports::NoConfigfs | Reports::NoDriver => {
                    "load the guest driver: modprobe tdx_guest, or modprobe sev-guest"
                }
            },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::{super::machine::tests::machine, *};

    type Files = [(&'static str, &'static str)];

    const MOUNTED: (&str, &str) = ("proc/mounts", "none /sys/kernel/config configfs rw 0 0\n");
    const NEW_KERNEL: (&str, &str) = ("proc/sys/kernel/osrelease", "6.8.0");
    const OLD_KERNEL: (&str, &str) = ("proc/sys/kernel/osrelease", "5.15.0");

    /// State of SGX, TDX and SEV-SNP, and what is missing on the ways that have begun.
    fn check(files: &Files) -> (Vec<State>, Vec<String>) {
        let ways = judge(&machine(files));
        let begun = ways.iter().filter(|way| way.state == State::Incomplete);
        let missing =
            begun.flat_map(|way| &way.checks).filter(|check| !check.met).map(|check| check.what.clone());
        (ways.iter().map(|way| way.state).collect(), missing.collect())
    }

    #[test]
    fn complete_machines_are_ready() {
        use State::{Absent, Ready};
        let sgx: &Files = &[
            ("proc/cpuinfo", "flags : sgx sgx_lc\n"),
            ("dev/sgx_enclave", ""),
            ("dev/sgx_provision", ""),
            ("run/aesmd/aesm.socket", ""),
            ("etc/sgx_default_qcnl.conf", ""),
        ];
        let tdx: &Files = &[
            ("proc/cpuinfo", "flags : tdx_guest\n"),
            NEW_KERNEL,
            MOUNTED,
            ("sys/kernel/config/tsm/report/adyton-doctor/provider", "tdx_guest\n"),
        ];
        let snp: &Files = &[
            ("dev/sev-guest", ""),
            NEW_KERNEL,
            MOUNTED,
            ("sys/kernel/config/tsm/report/adyton-doctor/provider", "sev_guest\n"),
        ];
        for (files, states) in
            [(sgx, [Ready, Absent, Absent]), (tdx, [Absent, Ready, Absent]), (snp, [Absent, Absent, Ready])]
        {
            assert_eq!(check(files), (states.to_vec(), vec![]));
        }
    }

    #[test]
    fn incomplete_machines_are_told_what_is_missing() {
        let cases: [(&Files, &[&str]); 6] = [
            (
                &[("proc/cpuinfo", "flags : sgx sgx_lc\n"), ("dev/sgx_enclave", "")],
                &[
                    "device /dev/sgx_provision, for quotes",
                    "quoting service AESM",
                    "configuration of the quote provider",
                ],
            ),
            (
                &[("proc/cpuinfo", "flags : tdx_guest\n"), OLD_KERNEL],
                &["Linux 6.7 or newer (here: 5.15.0)", "configfs mounted", "report driver tdx_guest"],
            ),
            (&[("dev/tdx_guest", ""), NEW_KERNEL, MOUNTED], &["report driver tdx_guest"]),
            (
                &[("dev/tdx_guest", ""), NEW_KERNEL, MOUNTED, ("sys/kernel/config/tsm/report/", "")],
                &["report driver tdx_guest"],
            ),
            (
                &[
                    NEW_KERNEL,
                    MOUNTED,
                    ("sys/kernel/config/tsm/report/adyton-doctor/provider", "sev_guest\n"),
                ],
                &["device /dev/sev-guest, for the sealing key"],
            ),
            (
                &[NEW_KERNEL, MOUNTED, ("sys/module/kvm_intel/parameters/tdx", "Y\n")],
                &["running inside a TD", "report driver tdx_guest"],
            ),
        ];
        for (files, missing) in cases {
            assert_eq!(check(files).1, missing, "{files:?}");
        }
    }

    #[test]
    fn a_kernel_with_reports_carried_back_is_new_enough() {
        let files: &Files = &[
            ("dev/tdx_guest", ""),
            OLD_KERNEL,
            MOUNTED,
            ("sys/kernel/config/tsm/report/adyton-doctor/provider", "tdx_guest\n"),
        ];
        assert_eq!(check(files).0[1], State::Ready);
    }

    #[test]
    fn a_clock_of_the_host_is_told_and_no_obstacle() {
        let of = |source| {
            let file = ("sys/devices/system/clocksource/clocksource0/current_clocksource", source);
            let ways = judge(&machine(&[("dev/tdx_guest", ""), file]));
            ways[1].checks.last().cloned()
        };
        for (source, part) in [("tsc\n", "cannot bend"), ("kvm-clock\n", "is the host's"), ("", "unknown")] {
            let check = of(source);
            assert!(check.as_ref().is_some_and(|check| check.met && check.what.contains(part)), "{check:?}");
        }
    }

    #[test]
    fn a_host_is_sent_to_its_guest() {
        let ways = judge(&machine(&[("sys/module/kvm_amd/parameters/sev_snp", "Y\n")]));
        let next = ways[2].checks[0].next.as_deref();
        assert!(next.is_some_and(|next| next.contains("run the doctor inside")), "{next:?}");
    }
}
