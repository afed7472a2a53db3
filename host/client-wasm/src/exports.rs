//! What the module exports: memory for the caller to write into, and one function.
#![allow(unsafe_code)] // a WebAssembly interface is made of pointers

use crate::respond;
use alloc::{boxed::Box, vec, vec::Vec};
use core::{panic::PanicInfo, slice};

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// There is nobody to tell: the caller sees a trap.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Memory for `len` bytes, zeroed.
#[no_mangle]
extern "C" fn alloc(len: usize) -> *mut u8 {
    hand_out(vec![0; len])
}

/// Takes memory back.
///
/// # Safety
/// `ptr` comes from [`alloc`] or [`request`] with this very `len` and was not given back before.
#[no_mangle]
unsafe extern "C" fn free(ptr: *mut u8, len: usize) {
    drop(Box::from_raw(slice::from_raw_parts_mut(ptr, len)));
}

/// Answers the request of `len` bytes at `ptr`.
///
/// # Safety
/// `ptr` comes from [`alloc`] with this very `len`.
#[no_mangle]
unsafe extern "C" fn request(ptr: *const u8, len: usize) -> u64 {
    let response = respond(slice::from_raw_parts(ptr, len));
    let len = response.len() as u64;
    (hand_out(response) as u64) << 32 | len
}

fn hand_out(bytes: Vec<u8>) -> *mut u8 {
    Box::into_raw(bytes.into_boxed_slice()).cast()
}
