//! Tracks: what a referendum may do, how long it takes, and what it needs.

use crate::{
    commands::amount::{blocks, percent_of_billion, pha, plain},
    output::Output,
    session::Session,
    state::ChainState,
};
use anyhow::{anyhow, Result};
use messages::ids::{Balance, BlockNumber, TimeMs};
use serde_json::{json, Value};
use subxt::ext::{scale_decode::DecodeAsType, scale_value};

/// A whole, in parts of a billion.
const WHOLE: i128 = 1_000_000_000;

/// A track.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    /// Its number.
    pub id: u16,
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub info: TrackInfo,
}

/// What a track asks for, as the chain has it.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct TrackInfo {
    name: String,
    /// Referenda that are decided at the same time.
    pub max_deciding: u32,
    /// What is held of whoever wants it decided.
    pub decision_deposit: Balance,
    /// Blocks before a decision may begin.
    pub prepare_period: BlockNumber,
    /// Blocks in which approval and support must be reached.
    pub decision_period: BlockNumber,
    /// Blocks for which they must be kept.
    pub confirm_period: BlockNumber,
    /// Least blocks from approval until it is carried out.
    pub min_enactment_period: BlockNumber,
    /// Approval needed.
    pub min_approval: Curve,
    /// Support needed.
    pub min_support: Curve,
}

/// What is needed, as the decision period passes. Numbers are parts of a billion; the names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Curve {
    /// Falls in a line until `length`, then stays.
    LinearDecreasing {
        /// Where it stops falling.
        length: u32,
        /// Where it ends.
        floor: u32,
        /// Where it begins.
        ceil: u32,
    },
    /// Falls in steps.
    SteppedDecreasing {
        /// Where it begins.
        begin: u32,
        /// Where it ends.
        end: u32,
        /// Height of a step.
        step: u32,
        /// Length of a step.
        period: u32,
    },
    /// factor / (x + x_offset) + y_offset.
    Reciprocal {
        /// See there.
        factor: i64,
        /// See there.
        x_offset: i64,
        /// See there.
        y_offset: i64,
    },
}

impl Curve {
    /// What is needed when `passed` of the period has passed; both in parts of a billion.
    pub(crate) fn threshold(&self, passed: u128) -> u128 {
        let x = i128::try_from(passed).unwrap_or(WHOLE).clamp(0, WHOLE);
        let needed = match *self {
            Self::LinearDecreasing { length, floor, ceil } => {
                let (length, floor, ceil) = (i128::from(length), i128::from(floor), i128::from(ceil));
                let part = (x.min(length) * WHOLE).checked_div(length).unwrap_or(WHOLE);
                ceil - part * (ceil - floor) / WHOLE
            }
            Self::SteppedDecreasing { begin, end, step, period } => {
                let steps = x.checked_div(period.into()).unwrap_or(0);
                (i128::from(begin) - i128::from(step) * steps).max(end.into())
            }
            Self::Reciprocal { factor, x_offset, y_offset } => {
                let quotient = (i128::from(factor) * WHOLE).checked_div(x + i128::from(x_offset));
                quotient.map_or(WHOLE, |quotient| quotient + i128::from(y_offset))
            }
        };
        needed.clamp(0, WHOLE) as u128
    }
}

impl Track {
    /// Approval and support needed when a decision has run for `passed` blocks, in parts of a billion.
    pub(crate) fn needed(&self, passed: BlockNumber) -> (u128, u128) {
        let part = (u128::from(passed) * WHOLE as u128).checked_div(self.info.decision_period.into());
        let part = part.unwrap_or(WHOLE as u128);
        (self.info.min_approval.threshold(part), self.info.min_support.threshold(part))
    }

    fn json(&self) -> Value {
        let (info, [first, last]) =
            (&self.info, [0, self.info.decision_period].map(|block| self.needed(block)));
        json!({
            "id": self.id,
            "name": self.name,
            "max_deciding": info.max_deciding,
            "decision_deposit": plain(info.decision_deposit),
            "prepare_blocks": info.prepare_period,
            "decision_blocks": info.decision_period,
            "confirm_blocks": info.confirm_period,
            "min_enactment_blocks": info.min_enactment_period,
            "approval_percent": [percent_of_billion(first.0), percent_of_billion(last.0)],
            "support_percent": [percent_of_billion(first.1), percent_of_billion(last.1)],
        })
    }

    fn text(&self, block_ms: TimeMs) -> String {
        let (info, [first, last]) =
            (&self.info, [0, self.info.decision_period].map(|block| self.needed(block)));
        let time = |count| blocks(count, block_ms);
        format!(
            "{} {}\n  decision deposit {}, {} decided at once\n  prepare {}, decide {}, confirm {}, carried out after {}\n  \
             approval {} falling to {}, support {} falling to {}",
            self.id,
            self.name,
            pha(info.decision_deposit),
            info.max_deciding,
            time(info.prepare_period),
            time(info.decision_period),
            time(info.confirm_period),
            time(info.min_enactment_period),
            percent_of_billion(first.0),
            percent_of_billion(last.0),
            percent_of_billion(first.1),
            percent_of_billion(last.1),
        )
    }
}

/// All tracks.
///
/// # Errors
/// If the chain has no referenda, or other ones.
pub(crate) fn all(state: &ChainState) -> Result<Vec<Track>> {
    let tracks: Vec<(u16, TrackInfo)> = state.constant(("Referenda", "Tracks"))?;
    // Names have a fixed length on the chain and are filled up with zeros.
    let track =
        |(id, info): (u16, TrackInfo)| Track { id, name: info.name.trim_end_matches('\0').to_owned(), info };
    Ok(tracks.into_iter().map(track).collect())
}

/// A track by its name or number.
///
/// # Errors
/// If there is none, with the names there are.
pub(crate) fn find<'a>(tracks: &'a [Track], wanted: &str) -> Result<&'a Track> {
    let found = tracks.iter().find(|track| track.name == wanted || track.id.to_string() == wanted);
    found.ok_or_else(|| {
        let names: Vec<_> = tracks.iter().map(|track| track.name.as_str()).collect();
        anyhow!("there is no track `{wanted}`; the tracks are {}", names.join(", "))
    })
}

/// A track by its number.
pub(crate) fn by_id(tracks: &[Track], id: u16) -> Option<&Track> {
    tracks.iter().find(|track| track.id == id)
}

/// The origin that decisions of a track act as. Its variant has the track's name, or the end of it.
///
/// # Errors
/// If the chain has none for it.
pub(crate) fn origin(state: &ChainState, track: &Track) -> Result<scale_value::Value> {
    let metadata = state.metadata();
    let submit =
        metadata.pallet_by_name("Referenda").and_then(|pallet| pallet.call_variant_by_name("submit"));
    let ty = submit.and_then(|call| call.fields.first()).map(|field| field.ty.id);
    let fits = |origin: &scale_value::Value| {
        ty.is_some_and(|ty| {
            scale_value::scale::encode_as_type(origin, ty, metadata.types(), &mut vec![]).is_ok()
        })
    };
    let origin = origins(&track.name).into_iter().find(fits);
    origin.ok_or_else(|| anyhow!("this program does not know the origin of track {}", track.name))
}

/// What the origin of a track may be, the likeliest first.
fn origins(track: &str) -> Vec<scale_value::Value> {
    let origin = |pallet, name: String| {
        scale_value::Value::unnamed_variant(pallet, [scale_value::Value::unnamed_variant(name, [])])
    };
    let words: Vec<_> = track.split('_').collect();
    let ends = (0..words.len()).filter_map(|first| words.get(first..));
    let named = ends.map(|words| origin("Origins", words.iter().map(|word| capitalized(word)).collect()));
    let root = (track == "root").then(|| origin("system", "Root".into()));
    root.into_iter().chain(named).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `adyton gov tracks`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn run(session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let tracks = all(&state)?;
    let value = json!({ "tracks": tracks.iter().map(Track::json).collect::<Vec<_>>() });
    let text: Vec<_> = tracks.iter().map(|track| track.text(state.block_ms())).collect();
    output.result(&value, text.join("\n"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A track with lines from 100 % to 50 % approval and from 50 % to 0 % support over 100 blocks.
    pub(crate) fn track() -> Track {
        let line = |ceil, floor| Curve::LinearDecreasing { length: 1_000_000_000, floor, ceil };
        let info = TrackInfo {
            name: "economy_admin".into(),
            max_deciding: 5,
            decision_deposit: 10_000_000_000_000_000,
            prepare_period: 10,
            decision_period: 100,
            confirm_period: 20,
            min_enactment_period: 5,
            min_approval: line(1_000_000_000, 500_000_000),
            min_support: line(500_000_000, 0),
        };
        Track { id: 3, name: "economy_admin".into(), info }
    }

    #[test]
    fn lines_steps_and_hyperbolas_fall_as_on_the_chain() {
        let percent = |parts: u128| parts / 10_000_000;
        let line = Curve::LinearDecreasing { length: 500_000_000, floor: 500_000_000, ceil: 1_000_000_000 };
        assert_eq!(
            [0, 250_000_000, 500_000_000, 900_000_000].map(|x| percent(line.threshold(x))),
            [100, 75, 50, 50]
        );
        let steps = Curve::SteppedDecreasing {
            begin: 800_000_000,
            end: 300_000_000,
            step: 100_000_000,
            period: 200_000_000,
        };
        assert_eq!(
            [0, 199_999_999, 200_000_000, 1_000_000_000].map(|x| percent(steps.threshold(x))),
            [80, 80, 70, 30]
        );
        // make_reciprocal(4, 28, 80 %, 50 %, 100 %) of pallet-referenda: 100 % at first, 80 % after 4 of 28 days, 50 % at last.
        let reciprocal =
            Curve::Reciprocal { factor: 222_222_222, x_offset: 333_333_333, y_offset: 333_333_333 };
        assert_eq!(
            [0, 142_857_142, 1_000_000_000].map(|x| percent(reciprocal.threshold(x) + 10)),
            [100, 80, 50]
        );
        let broken = Curve::Reciprocal { factor: 1, x_offset: 0, y_offset: 0 };
        assert_eq!(broken.threshold(0), 1_000_000_000, "no division by zero");
    }

    #[test]
    fn tracks_are_found_by_name_and_number() {
        let tracks = [track()];
        assert_eq!(find(&tracks, "economy_admin").unwrap().id, 3);
        assert_eq!(find(&tracks, "3").unwrap().id, 3);
        assert!(find(&tracks, "economy").unwrap_err().to_string().contains("economy_admin"));
    }

    #[test]
    fn origins_have_the_name_of_their_track_or_the_end_of_it() {
        let names =
            |track| origins(track).iter().map(crate::commands::gov::explain::raw::value).collect::<Vec<_>>();
        assert_eq!(names("root"), ["system(Root)", "Origins(Root)"]);
        assert_eq!(
            names("treasury_small_spender")[..2],
            ["Origins(TreasurySmallSpender)", "Origins(SmallSpender)"]
        );
    }
}
