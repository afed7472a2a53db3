//! Justifications: too few votes, false ones, or for something else.

use super::*;
use light_client::testing::justification::{assemble, block_ref, vote};

/// The head's justification, made of chosen votes.
fn head_with_votes(bundle: &mut SyncBundle, justification: Vec<u8>) {
    bundle.head.as_mut().unwrap().justification = justification;
}

#[test]
fn justifications() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "of another header",
                |w, b| head_with_votes(b, w.chain.justified(7).justification),
                host(HostFault::JustificationForAnotherHeader),
            ),
            (
                "with a forged signature",
                |w, b| {
                    let mut votes = w.votes(0..4);
                    votes[3].signature = votes[0].signature.clone();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ForgedJustification),
            ),
            (
                "of half the set",
                |w, b| head_with_votes(b, assemble(w.head(), w.votes(0..2), vec![])),
                host(HostFault::ShortJustification),
            ),
            (
                "without votes",
                |w, b| head_with_votes(b, assemble(w.head(), vec![], vec![])),
                host(HostFault::ShortJustification),
            ),
            (
                "of half the set, each vote twice",
                |w, b| {
                    let votes = [w.votes(0..2), w.votes(0..2)].concat();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ShortJustification),
            ),
            (
                "of half the set, filled up with strangers",
                |w, b| {
                    let strangers = Validators::of(50..60);
                    let strangers = strangers.pairs().iter().map(|pair| vote(pair, w.head(), 2));
                    let votes = w.votes(0..2).into_iter().chain(strangers).collect();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ShortJustification),
            ),
            (
                "of strangers only",
                |w, b| {
                    let strangers = Validators::of(50..60);
                    let votes = strangers.pairs().iter().map(|pair| vote(pair, w.head(), 2)).collect();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ForeignSet),
            ),
            (
                "signed as members of the set before",
                |w, b| {
                    let votes = w.chain.validators(2).pairs().iter().map(|pair| vote(pair, w.head(), 1));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::WrongSet),
            ),
            (
                "whose votes are for the block below",
                |w, b| {
                    let below = block_ref(w.chain.header(HEAD - 1));
                    let votes = w.chain.validators(2).pairs().iter().map(|pair| vote(pair, below, 2));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "whose votes are for a block above, without its ancestry",
                |w, b| {
                    let above = w.child_of_head();
                    let votes =
                        w.chain.validators(2).pairs().iter().map(|pair| vote(pair, block_ref(&above), 2));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "with a header that no vote needs",
                |w, b| head_with_votes(b, assemble(w.head(), w.votes(0..4), vec![w.child_of_head()])),
                host(HostFault::VotesDisagree),
            ),
            (
                "with an ancestry header twice",
                |w, b| {
                    let child = w.child_of_head();
                    let above = vote(&w.chain.validators(2).pairs()[2], block_ref(&child), 2);
                    let votes = [w.votes(0..2), vec![above]].concat();
                    head_with_votes(b, assemble(w.head(), votes, vec![child.clone(), child]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "with a vote that gives the block another number",
                |w, b| {
                    let mut lie = w.head();
                    lie.number += 1;
                    let mut votes = w.votes(0..3);
                    votes.push(vote(&w.chain.validators(2).pairs()[3], lie, 2));
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "with more votes than voters can cast",
                |w, b| {
                    let votes = [w.votes(0..4), w.votes(0..4), w.votes(0..4)].concat();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::TooManyVotes),
            ),
            (
                "truncated",
                |_, b| b.head.as_mut().unwrap().justification.truncate(100),
                host(HostFault::MalformedJustification),
            ),
            (
                "with a byte too many",
                |_, b| b.head.as_mut().unwrap().justification.push(0),
                host(HostFault::MalformedJustification),
            ),
        ],
    );
}
