//! To be replaced within this session.
