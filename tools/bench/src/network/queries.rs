//! Sealed questions at full and at half load of one worker.

use crate::{
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{ensure, Context, Result};
use client::worker_api::WorkerApi;
use codec::Encode;
use crypto::{hash::blake2_256, sealing::seal_query};
use e2e::{cluster::Cluster, contracts};
use messages::{
    query::{Query, QueryBody, Question, SealedQuery, Simulation},
    H160,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Questions at full load, and how many are under way at the same time.
const FULL: (usize, usize) = (6_000, 32);
/// Seconds of half load.
const HALF_SECONDS: f64 = 3.0;

/// Measures one worker of the cluster with questions for a balance, each of which runs the token's code. Sealing them is not
/// part of the figures.
pub(super) async fn measure(report: &mut Report, cluster: &Cluster, token: H160) -> Result<()> {
    let worker = cluster.workers.first().context("the cluster has no worker")?.clone();
    let (elapsed, _) = ask_all(&worker, sealed(cluster, token, FULL.0).await?, None).await?;
    let rate = FULL.0 as f64 / elapsed.as_secs_f64();
    report.figure(
        "query_per_s",
        rate,
        Goal::AtLeast(2_000.0),
        format!("sealed contract questions a second that one worker answers over HTTP ({} at a time, asked from the same machine)", FULL.1),
    );
    let count = (rate / 2.0 * HALF_SECONDS) as usize;
    let pace = Duration::from_secs_f64(2.0 / rate);
    let (_, latencies) = ask_all(&worker, sealed(cluster, token, count).await?, Some(pace)).await?;
    report.figure(
        "query_p99_ms",
        latencies.quantile(0.99) * 1e3,
        Goal::AtMost(20.0),
        "milliseconds in which 99 of 100 are answered at half of that load",
    );
    Ok(())
}

/// Sealed questions, all different.
async fn sealed(cluster: &Cluster, token: H160, count: usize) -> Result<Vec<SealedQuery>> {
    let view = cluster.confidential.view();
    let (genesis, id) = (view.genesis(), cluster.id());
    let key = view.input_key(id).await?;
    let seal = |number: usize| {
        let account = H160::from_low_u64_be(number as u64);
        let question = Question::Call(Simulation::of(token, contracts::balance_of(account)));
        let body = QueryBody { committee: id, not_after_block: 0, question };
        let seed = blake2_256(&("adyton/bench-query", number as u64).encode()).0;
        let plaintext = Query { body, proof: None }.encode();
        Ok(seal_query(&genesis, id, key.epoch, &key.public, &plaintext, seed)?.0)
    };
    (0..count).map(seal).collect()
}

/// Asks everything, at this pace or as fast as it is answered. Returns how long it took, and each answer's time.
async fn ask_all(
    worker: &WorkerApi,
    questions: Vec<SealedQuery>,
    pace: Option<Duration>,
) -> Result<(Duration, Samples)> {
    let places = Arc::new(Semaphore::new(FULL.1));
    let started = Instant::now();
    let mut asked = Vec::with_capacity(questions.len());
    for (number, question) in questions.into_iter().enumerate() {
        if let Some(pace) = pace {
            tokio::time::sleep_until((started + pace * number as u32).into()).await;
        }
        let place = places.clone().acquire_owned().await?;
        let worker = worker.clone();
        asked.push(tokio::spawn(async move {
            let at = Instant::now();
            let answer = worker.query(&question).await;
            drop(place);
            answer.map(|answer| (at.elapsed(), answer.len()))
        }));
    }
    let mut latencies = Samples::default();
    for answer in asked {
        let (time, length) = answer.await??;
        ensure!(length > 0, "a worker answered nothing");
        latencies.add(time);
    }
    Ok((started.elapsed(), latencies))
}
