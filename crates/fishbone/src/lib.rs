//! fishbone
