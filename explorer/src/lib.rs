//! The engine of the explorer's page as a WebAssembly module without imports. A question goes in as JSON and an answer comes
//! out as JSON ([`realpolitik::explorer`]); both lie in the memory of the module, whose page writes the one and reads the
//! other:
//!
//! 1. `question(length)` makes room for so many bytes and gives their address;
//! 2. `answer()` answers what was written there and gives the address of the answer;
//! 3. `answer_length()` gives its length in bytes.
//!
//! The only reason for `unsafe` is that exported names must be stated to be unique; no memory is touched through pointers.

use realpolitik::explorer::Explorer;
use std::cell::RefCell;

#[derive(Default)]
struct Module {
    explorer: Explorer,
    question: Vec<u8>,
    answer: String,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// Makes room for a question of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn question(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.question = vec![0; length];
        module.question.as_mut_ptr()
    })
}

/// Answers the question.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    MODULE.with_borrow_mut(|module| {
        let question = std::mem::take(&mut module.question);
        module.answer = module.explorer.answer(&String::from_utf8_lossy(&question));
        module.answer.as_ptr()
    })
}

/// The length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    MODULE.with_borrow(|module| module.answer.len())
}
