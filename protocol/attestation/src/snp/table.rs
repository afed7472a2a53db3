//! The certificate table that the hypervisor hands over with a report ("SEV-ES Guest-Hypervisor Communication Block
//! Standardization", MSG_REPORT_REQ with certificates): entries of GUID, offset and length, a zero entry, certificates.

use super::report::REPORT;
use crate::Error;
use alloc::vec::Vec;
use messages::limits::MAX_QUOTE;

/// Bytes of an entry.
const ENTRY: usize = 24;
/// Entries that are looked at; hypervisors give three to five.
const MAX_ENTRIES: usize = 16;

const ARK: [u8; 16] =
    [0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae];
const ASK: [u8; 16] =
    [0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82];
const VCEK: [u8; 16] =
    [0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd];
const VLEK: [u8; 16] =
    [0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1];

/// The three certificates that lead from AMD's root to a report, DER.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Chain<'a> {
    /// Root of the product line.
    pub(crate) ark: &'a [u8],
    /// Authority for keys of chips (ASK) or of providers (ASVK).
    pub(crate) authority: &'a [u8],
    /// Key that signs reports: VCEK or VLEK.
    pub(crate) key: &'a [u8],
    /// Whether that is a VLEK.
    pub(crate) is_loaded: bool,
}

/// Report and table in the one form that counts: root, authority and key in this order, without gaps and padding,
/// nothing else.
pub(crate) fn canonical(padded: &[u8]) -> Result<Vec<u8>, Error> {
    let (report, table) = padded.split_at_checked(REPORT).ok_or(Error::MalformedQuote)?;
    if padded.len() > 4 * MAX_QUOTE as usize {
        return Err(Error::Oversize);
    }
    let chain = Chain::find(table)?;
    Ok([report, &chain.to_table()].concat())
}

impl<'a> Chain<'a> {
    /// Reads a table in canonical form.
    pub(crate) fn parse(table: &'a [u8]) -> Result<Self, Error> {
        let chain = Self::find(table)?;
        (chain.to_table() == table).then_some(chain).ok_or(Error::UnaccountedBytes)
    }

    /// Picks the certificates out of any table.
    fn find(table: &'a [u8]) -> Result<Self, Error> {
        let mut certificates: [Option<&[u8]>; 4] = [None; 4];
        let mut ended = false;
        for entry in table.chunks_exact(ENTRY).take(MAX_ENTRIES) {
            let (guid, place) = entry.split_at_checked(16).ok_or(Error::MalformedQuote)?;
            if guid.iter().all(|byte| *byte == 0) {
                ended = true;
                break;
            }
            let kind = [ARK, ASK, VCEK, VLEK].iter().position(|known| known == guid);
            let body = body(table, place).ok_or(Error::MalformedQuote)?;
            if let Some(slot) = kind.and_then(|kind| certificates.get_mut(kind)) {
                *slot = Some(body);
            }
        }
        match (ended, certificates) {
            (false, _) => Err(Error::MalformedQuote),
            (_, [Some(ark), Some(authority), Some(key), None]) => {
                Ok(Chain { ark, authority, key, is_loaded: false })
            }
            (_, [Some(ark), Some(authority), None, Some(key)]) => {
                Ok(Chain { ark, authority, key, is_loaded: true })
            }
            _ => Err(Error::NoCertificateChain),
        }
    }

    /// The table in canonical form.
    pub(crate) fn to_table(self) -> Vec<u8> {
        let key = if self.is_loaded { VLEK } else { VCEK };
        let certificates = [(ARK, self.ark), (ASK, self.authority), (key, self.key)];
        let mut table = Vec::new();
        let mut offset = (certificates.len() + 1) * ENTRY;
        for (guid, body) in certificates {
            table.extend(guid);
            table.extend((offset as u32).to_le_bytes());
            table.extend((body.len() as u32).to_le_bytes());
            offset = offset.saturating_add(body.len());
        }
        table.extend([0; ENTRY]);
        certificates.iter().for_each(|(_, body)| table.extend_from_slice(body));
        table
    }
}

/// The certificate at a place within the table.
fn body<'a>(table: &'a [u8], place: &[u8]) -> Option<&'a [u8]> {
    let (offset, length) = place.split_first_chunk()?;
    let offset = u32::from_le_bytes(*offset) as usize;
    let length = u32::from_le_bytes(*length.first_chunk()?) as usize;
    table.get(offset..offset.checked_add(length)?)
}

/// A quote from a report and the DER certificates of its key, for platforms whose host gives none: they are public at
/// AMD's key server.
///
/// # Errors
/// [`Error::MalformedQuote`], if `report` has another length than reports have.
pub fn snp_quote(
    report: &[u8],
    ark: &[u8],
    authority: &[u8],
    key: &[u8],
    is_vlek: bool,
) -> Result<Vec<u8>, Error> {
    if report.len() != REPORT {
        return Err(Error::MalformedQuote);
    }
    Ok([report, &Chain { ark, authority, key, is_loaded: is_vlek }.to_table()].concat())
}
