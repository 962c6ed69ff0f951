//! The peer of bench/peer.js: every rule of a folder on every line of a log, as the crate's documentation has it.
//! Usage: peer-sigma-rust RULES LOG ROUNDS; one line of JSON with what was loaded, matched, and the best times.
use serde_json::{json, Map};
use sigma_rust::{event_from_json, rule_from_yaml, Event, Rule};
use std::{collections::BTreeMap, env, fs, path::Path, time::Instant};

fn load(folder: &Path) -> (BTreeMap<String, Rule>, Vec<String>) {
    let mut rules = BTreeMap::new();
    let mut refused = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of rules can be read").flatten() {
        let name = entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).expect("a rule can be read");
        match rule_from_yaml(&text) {
            Ok(rule) => drop(rules.insert(name, rule)),
            Err(_) => refused.push(name),
        }
    }
    (rules, refused)
}

fn main() {
    let args: Vec<String> = env::args().collect();
    let (rules, refused) = load(Path::new(&args[1]));
    let log = fs::read_to_string(&args[2]).expect("the log can be read");
    let rounds: u32 = args[3].parse().expect("a number of rounds");
    let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
    let (mut parse, mut total) = (f64::MAX, f64::MAX);
    let mut matches = Map::new();
    for _ in 0..rounds {
        let start = Instant::now();
        let events: Vec<Event> = lines.iter().filter_map(|line| event_from_json(line).ok()).collect();
        parse = parse.min(start.elapsed().as_secs_f64() * 1e3);
        matches.clear();
        for (name, rule) in &rules {
            let found = events.iter().filter(|event| rule.is_match(event)).count();
            matches.insert(name.clone(), json!(found));
        }
        total = total.min(start.elapsed().as_secs_f64() * 1e3);
    }
    println!("{}", json!({"refused": refused, "matches": matches, "parseMs": parse, "totalMs": total}));
}
