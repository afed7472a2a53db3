//! Gas of the frames that are open, so that a precompile can tell what the whole transaction has used.
//!
//! `revm` shows a precompile its own call only. So every instruction that opens a frame also notes what its own frame has
//! left; while the new frame is open, that does not change.

use crate::machine::MachineContext;
use revm::{
    bytecode::opcode::{CALL, CALLCODE, CREATE, CREATE2, DELEGATECALL, STATICCALL},
    handler::instructions::EthInstructions,
    interpreter::{
        instructions::contract::{call, create},
        interpreter::EthInterpreter,
        interpreter_types::InputsTr,
        Instruction, InstructionContext, InstructionExecResult,
    },
    Database,
};

/// Gas that each frame had left when it opened the next, outermost first. Entries beyond the open frames are stale.
#[derive(Default)]
pub(crate) struct OpenFrames {
    left: Vec<u64>,
}

impl OpenFrames {
    /// Notes what the frame at `depth` has left; zero is the outermost.
    fn note(&mut self, depth: usize, gas_left: u64) {
        self.left.resize(depth, 0);
        self.left.push(gas_left);
    }

    /// What the `frames` outermost frames have left together.
    pub(super) fn gas_left(&self, frames: usize) -> u64 {
        self.left.iter().take(frames).fold(0, |sum, left| sum.saturating_add(*left))
    }
}

type Context<'a, DB> = InstructionContext<'a, MachineContext<DB>, EthInterpreter>;

/// Makes every instruction that opens a frame note it.
pub(crate) fn note_open_frames<DB: Database>(
    instructions: &mut EthInstructions<EthInterpreter, MachineContext<DB>>,
) {
    let noting: [(u8, Instruction<EthInterpreter, MachineContext<DB>>); 6] = [
        (CALL, Instruction::new(noting_call::<CALL, DB>)),
        (CALLCODE, Instruction::new(noting_call::<CALLCODE, DB>)),
        (DELEGATECALL, Instruction::new(noting_call::<DELEGATECALL, DB>)),
        (STATICCALL, Instruction::new(noting_call::<STATICCALL, DB>)),
        (CREATE, Instruction::new(noting_create::<false, DB>)),
        (CREATE2, Instruction::new(noting_create::<true, DB>)),
    ];
    for (opcode, instruction) in noting {
        if let Some(entry) = instructions.instruction_table_mut().get_mut(usize::from(opcode)) {
            *entry = instruction;
        }
    }
}

fn noting_call<const OPCODE: u8, DB: Database>(context: Context<'_, DB>) -> InstructionExecResult {
    noting(context, call::<OPCODE, EthInterpreter, MachineContext<DB>>)
}

fn noting_create<const IS_CREATE2: bool, DB: Database>(context: Context<'_, DB>) -> InstructionExecResult {
    noting(context, create::<IS_CREATE2, EthInterpreter, MachineContext<DB>>)
}

/// Runs an instruction, then notes what it left its own frame.
fn noting<DB: Database>(
    context: Context<'_, DB>,
    instruction: fn(Context<'_, DB>) -> InstructionExecResult,
) -> InstructionExecResult {
    let InstructionContext { interpreter, host } = context;
    let result = instruction(InstructionContext { interpreter: &mut *interpreter, host: &mut *host });
    host.chain.note(interpreter.input.depth(), interpreter.gas.remaining());
    result
}
