//! Prints the document of the gate tests' stage, in hex, after the updates read from standard input
//! (one a line: `who hex`); with the argument `wide`, of the wider stage. Used by `tests/gate/make.mjs`.

#[path = "../tests/gate/stage.rs"]
#[allow(dead_code)]
mod stage;

#[allow(clippy::print_stdout)]
fn main() {
    let wide = std::env::args().nth(1).is_some_and(|arg| arg == "wide");
    let mut live = if wide { stage::wide() } else { stage::stage() };
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if let Some((who, update)) = line.split_once(' ') {
            let bytes: Vec<u8> = (0..update.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&update[at..at + 2], 16).expect("hex"))
                .collect();
            stage::submit(&mut live, &stage::actor(who), &bytes, board::Flow::Update).expect("set up");
        }
    }
    let bytes = live.diff(&[0]).expect("an empty state vector");
    println!("{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
}
