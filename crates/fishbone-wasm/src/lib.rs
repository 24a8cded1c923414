//! The geometry of the fishbone and of charts for the browser: plain functions over flat buffers.
//!
//! It deliberately holds no state, knows no JavaScript and needs no generated glue. The caller allocates a
//! buffer, writes a request into it (`fishbone::encoding`), calls [`fish_fit`], copies the numbers out and frees both.

#![allow(unsafe_code)]

use std::alloc::Layout;

use fishbone::encoding;

/// All buffers are aligned for `f64`.
const ALIGN: usize = 8;

/// A buffer of `size` bytes; null if there is no memory. Free it with [`fish_free`] and the same size.
#[unsafe(no_mangle)]
pub extern "C" fn fish_alloc(size: usize) -> *mut u8 {
    match Layout::from_size_align(size.max(1), ALIGN) {
        // SAFETY: the size is not zero.
        Ok(layout) => unsafe { std::alloc::alloc(layout) },
        Err(_) => std::ptr::null_mut(),
    }
}

/// Gives a buffer back.
///
/// # Safety
/// `start` must come from [`fish_alloc`] with the same `size`, or from [`fish_fit`] with the size that it tells, and must
/// not be used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fish_free(start: *mut u8, size: usize) {
    if let (false, Ok(layout)) = (start.is_null(), Layout::from_size_align(size.max(1), ALIGN)) {
        // SAFETY: the caller got `start` from `fish_alloc`, which used this very layout.
        unsafe { std::alloc::dealloc(start, layout) }
    }
}

/// Draws the fish of the request in the `size` bytes at `start` on its canvas. Returns a buffer of `f64`: first
/// how many follow, then the drawing; to be freed with a size of 8 bytes each. Null if the bytes are not a request.
///
/// # Safety
/// `start` must point to `size` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fish_fit(start: *const u8, size: usize) -> *mut f64 {
    // SAFETY: the caller promises `size` readable bytes, which nobody writes while this runs: wasm here has one
    // thread.
    let bytes = unsafe { std::slice::from_raw_parts(start, size) };
    let Some(asked) = encoding::read(bytes) else { return std::ptr::null_mut() };
    let drawn = fishbone::fit(&asked.fish, &asked.canvas, asked.before.as_ref());
    handed_over(&encoding::write(&asked.fish, &drawn))
}

/// Sets the text in the `size` bytes at `start` in its room. Returns a buffer as [`fish_fit`] does.
///
/// # Safety
/// `start` must point to `size` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fish_text(start: *const u8, size: usize) -> *mut f64 {
    // SAFETY: the caller promises `size` readable bytes, which nobody writes while this runs: wasm here has one
    // thread.
    let bytes = unsafe { std::slice::from_raw_parts(start, size) };
    let Some((text, room)) = encoding::read_text(bytes) else { return std::ptr::null_mut() };
    handed_over(&encoding::write_text(&text, &fishbone::set_in(&text, &room)))
}

/// Draws the chart in the `size` bytes at `start` (`chart::encoding`). Returns a buffer as [`fish_fit`] does.
///
/// # Safety
/// `start` must point to `size` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fish_chart(start: *const u8, size: usize) -> *mut f64 {
    // SAFETY: the caller promises `size` readable bytes, which nobody writes while this runs: wasm here has one
    // thread.
    let bytes = unsafe { std::slice::from_raw_parts(start, size) };
    let Some(asked) = chart::encoding::read(bytes) else { return std::ptr::null_mut() };
    handed_over(&chart::encoding::write(&chart::draw(&asked)))
}

/// Numbers in a buffer of their own: how many there are, then they.
fn handed_over(numbers: &[f64]) -> *mut f64 {
    let out = fish_alloc((numbers.len() + 1) * size_of::<f64>()).cast::<f64>();
    if !out.is_null() {
        // SAFETY: `out` has room for one number more than there are, is aligned for them and freshly allocated.
        unsafe {
            out.write(numbers.len() as f64);
            out.add(1).copy_from_nonoverlapping(numbers.as_ptr(), numbers.len());
        }
    }
    out
}
