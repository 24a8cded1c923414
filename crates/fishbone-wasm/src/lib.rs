//! fishbone-wasm
