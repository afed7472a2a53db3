//! The canonical loop with real processes: once through the library, once through the command line.
#![allow(clippy::unwrap_used, clippy::panic)]

use alloy_primitives::U256 as Number;
use e2e::{
    cli::{adyton, adyton_ended},
    cluster::{call, deploy, Caller, Cluster, UNIT, WEI},
    contracts::{self, number, reverted_with, Token},
    network::LocalNetwork,
};
use messages::{
    channel::Sender,
    query::{QueryRefusal, Question, Reply},
    receipt::Receipt,
    U256,
};
use serde_json::Value;

const SUPPLY: u64 = 1_000;

#[tokio::test]
async fn a_sealed_call_becomes_an_agreed_result_that_only_its_owner_learns() {
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, ben) = (Caller::new("Ada").unwrap(), Caller::new("Ben").unwrap());
    cluster.deposit(&[&ada], 10 * UNIT).await.unwrap();
    assert_eq!(cluster.funded(&ada, U256::from(10) * WEI).await.unwrap(), U256::from(10) * WEI);

    let code = contracts::token("Token", "T", SUPPLY).unwrap();
    let token = cluster.run(&mut ada, deploy(code)).await.unwrap().created.unwrap();
    let sealed = cluster.seal(&mut ada, call(token, contracts::transfer(ben.address(), 250))).await.unwrap();
    let pushed = cluster.push(&sealed).await.unwrap();
    let receipt = cluster.success(&ada, pushed.seq, 0).await.unwrap();
    assert_eq!(receipt.caller, ada.address());

    only_owners_are_answered(&cluster, token, &ada, &ben, pushed.seq).await;
    let agreed = cluster.agreed_state(&cluster.workers).await.unwrap();
    assert!(agreed.height >= receipt.height);
    let (_, message) = e2e::chain::raw_message(cluster.pool(), cluster.id(), pushed.seq).await.unwrap();
    assert_eq!(message.message.sender, Sender::Account(cluster.payer.id()), "the caller is not on the chain");
}

async fn only_owners_are_answered(
    cluster: &Cluster,
    token: messages::H160,
    ada: &Caller,
    ben: &Caller,
    transfer: u64,
) {
    for (owner, tokens) in [(ada, SUPPLY - 250), (ben, 250)] {
        let question = contracts::balance_of(owner.address());
        let answer = cluster.view(Some(owner), token, question.clone()).await.unwrap();
        let Reply::Returned(returned) = answer.reply else { panic!("{:?}", answer.reply) };
        assert_eq!(number(&returned).unwrap(), Number::from(tokens));
        let stranger = if owner.address() == ada.address() { ben } else { ada };
        for who in [Some(stranger), None] {
            let answer = cluster.view(who, token, question.clone()).await.unwrap();
            assert!(matches!(answer.reply, Reply::Reverted(data) if reverted_with::<Token::NotYours>(&data)));
        }
    }
    let receipt = |seq| Question::Receipt { seq, index: 0 };
    let to_stranger = cluster.ask(Some(ben), receipt(transfer)).await.unwrap();
    assert_eq!(to_stranger.reply, Reply::Refused(QueryRefusal::NotYours));
    let of_the_future = cluster.ask(Some(ada), receipt(transfer + 1_000)).await.unwrap();
    assert_eq!(of_the_future.reply, Reply::Receipt(None));
    let to_caller = cluster.ask(Some(ada), receipt(transfer)).await.unwrap();
    assert!(matches!(to_caller.reply, Reply::Receipt(Some(Receipt::Executed(r))) if r.success));
}

#[tokio::test]
async fn the_command_line_goes_through_the_loop_and_speaks_json() {
    let network = LocalNetwork::start().await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key_file = network.folder().join("ada.key").display().to_string();
    let ada = text(&adyton(&network, &["key", "new", &key_file]).await.unwrap()["address"]);

    let deposited =
        adyton(&network, &["deposit", "12.5", "--key", &key_file, "--account", "//Bob"]).await.unwrap();
    assert_eq!(deposited["pha"], "12.5");
    let balance = adyton(&network, &["balance", "--key", &key_file]).await.unwrap();
    assert_eq!((text(&balance["address"]), text(&balance["pha"])), (ada.clone(), "12.5".to_owned()));

    let artifact = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/artifacts/ConfidentialToken.json");
    let deployed =
        adyton(&network, &["deploy", artifact, "Token", "T", "1000", "--key", &key_file]).await.unwrap();
    let token = text(&deployed["address"]);
    let to = format!("0x{}", "11".repeat(20));
    let transfer = ["call", &token, "transfer(address,uint256)", &to, "250", "--key", &key_file];
    assert!(adyton(&network, &transfer).await.unwrap()["height"].as_u64() > deployed["height"].as_u64());

    let query = ["query", &token, "balanceOf(address)(uint256)", &ada, "--key"];
    let answer = adyton(&network, &[&query[..], &[&key_file]].concat()).await.unwrap();
    assert_eq!(answer["values"][0], "750");
    let refused = adyton_ended(&network, &[&query[..], &["dev:stranger"]].concat()).await.unwrap();
    assert_eq!(refused.code, Some(1));
    let sentence = text(&refused.json().unwrap()["error"]);
    assert!(sentence.starts_with("the contract refuses"), "{sentence}");

    the_network_describes_itself(&network).await;
}

async fn the_network_describes_itself(network: &LocalNetwork) {
    let cluster = adyton(network, &["cluster"]).await.unwrap();
    let members = cluster["members"].as_array().unwrap();
    assert_eq!((members.len(), cluster["threshold"].as_u64()), (3, Some(2)));
    assert!(members.iter().all(|member| member["live"] == true && member["trust_root"] == "simulated"));
    let gatekeepers = adyton(network, &["gatekeeper"]).await.unwrap();
    let holders = |secret: &Value| secret["holders"].as_array().unwrap().len();
    assert_eq!((gatekeepers["members"].as_array().unwrap().len(), &gatekeepers["threshold"]), (3, &2.into()));
    assert!(gatekeepers["members"].as_array().unwrap().iter().all(|member| member["live"] == true));
    assert_eq!(holders(&gatekeepers["generations"][0]), 3, "{gatekeepers}");
    let group = gatekeepers["epochs"][0]["group"].as_str().unwrap();
    assert!(group.len() == 66 && gatekeepers["as_of"]["block"].as_u64() > Some(0), "{gatekeepers}");
    let workers = adyton(network, &["worker", "list"]).await.unwrap();
    assert!(workers.as_array().unwrap().iter().all(|worker| worker["info"]["serving"] == true));
    let status = adyton(network, &["status"]).await.unwrap();
    assert!(status["finalized"].as_u64() > Some(0) && status["pherry"]["state"].is_string());
}
