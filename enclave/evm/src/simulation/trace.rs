//! What a call does, frame by frame, as far as its asker may see it.
//!
//! The asker sees all of its own call, the outermost frame, with the reason if it reverts. Of what contracts do among each
//! other it sees the content of those frames that work on a contract which it deployed itself; of others only how they are
//! nested, of what kind they are and whether they succeeded.

use super::{gas_limit, outcome, QueryEnv, Simulator};
use crate::{convert, error::StoreError, state::reader::Reader, View};
use messages::{
    ethereum::{Frame, FrameKind},
    limits::MAX_TRACE_FRAMES,
    query::{QueryRefusal, Reply, Simulation},
    H160,
};
use revm::{
    context::{ContextTr, JournalTr},
    context_interface::CreateScheme,
    interpreter::{
        interpreter::EthInterpreter, CallInputs, CallOutcome, CallScheme, CreateInputs, CreateOutcome,
        InterpreterResult,
    },
    primitives::{Address, Bytes, U256 as Word},
    InspectEvm, Inspector,
};

/// Inputs and outputs in one answer, in bytes: leaves room for the rest of it in [`messages::limits::MAX_QUERY`].
const MAX_TRACE_SIZE: usize = 128 * 1024;

impl View {
    /// The frames of a call of `asker`, in the order in which they were entered.
    pub fn trace(
        &self,
        asker: H160,
        simulation: &Simulation,
        max_gas: u64,
        env: &QueryEnv,
    ) -> Result<Reply, StoreError> {
        let limit = gas_limit(simulation, max_gas);
        let Simulator { machine, transaction } = Simulator::new(self, asker, simulation, limit, env)?;
        let mut machine = machine.with_inspector(Tracer::new(asker));
        let outcome = outcome(machine.inspect_tx(transaction).map(|outcome| outcome.result))?;
        let tracer = machine.into_inspector();
        match (tracer.error, outcome) {
            (Some(error), _) => Err(error),
            (None, Some(_)) => Ok(Reply::Trace(tracer.frames)),
            (None, None) => Ok(Reply::Refused(QueryRefusal::OutOfGas)),
        }
    }
}

/// Collects frames while the EVM enters and leaves them.
struct Tracer {
    asker: Address,
    frames: Vec<Frame>,
    /// Frames that are open: their place among those collected, and whether their content may be seen; `None` for those
    /// beyond the bound.
    open: Vec<Option<(usize, bool)>>,
    size_left: usize,
    error: Option<StoreError>,
}

/// The content of a frame that is entered. What comes in is not copied unless it is shown.
struct Entered<I> {
    from: Address,
    to: Option<Address>,
    value: Word,
    input_size: usize,
    input: I,
}

impl Tracer {
    fn new(asker: H160) -> Self {
        Self {
            asker: convert::address(asker),
            frames: Vec::new(),
            open: Vec::new(),
            size_left: MAX_TRACE_SIZE,
            error: None,
        }
    }

    /// Whether the asker deployed this contract. Nobody deploys as address zero, which stands for unsigned askers.
    fn owns(&mut self, reader: &mut Reader, contract: &Address) -> bool {
        if self.asker.is_zero() || self.error.is_some() {
            return false;
        }
        match reader.deployer(contract) {
            Ok(deployer) => deployer == Some(self.asker),
            Err(error) => {
                self.error = Some(error);
                false
            }
        }
    }

    /// Enters a frame that works on the state of `subject`.
    fn enter<CTX: ContextTr<Db = Reader>>(
        &mut self,
        context: &mut CTX,
        subject: &Address,
        kind: FrameKind,
        entered: Entered<impl FnOnce(&mut CTX) -> Bytes>,
    ) {
        if self.frames.len() >= MAX_TRACE_FRAMES {
            self.open.push(None);
            return;
        }
        let depth = self.open.len() as u16;
        let visible = depth == 0 || self.owns(context.journal_mut().db_mut(), subject);
        let mut frame = hidden(depth, kind);
        if visible {
            frame.from = Some(convert::h160(entered.from));
            frame.to = entered.to.map(convert::h160);
            frame.value = Some(convert::number(entered.value));
            frame.input = self.fits(entered.input_size).then(|| (entered.input)(context).to_vec());
        }
        self.open.push(Some((self.frames.len(), visible)));
        self.frames.push(frame);
    }

    fn leave(&mut self, result: &InterpreterResult, created: Option<Address>) {
        let Some(Some((place, visible))) = self.open.pop() else { return };
        let shown = visible && self.fits(result.output.len());
        let output = shown.then(|| result.output.to_vec());
        let Some(frame) = self.frames.get_mut(place) else { return };
        frame.success = result.result.is_ok();
        if visible {
            frame.output = output;
            frame.gas_used = result.gas.total_gas_spent();
            frame.to = created.map(convert::h160).or(frame.to);
        }
    }

    /// Whether the answer has room for that many bytes, which it then has no more.
    fn fits(&mut self, bytes: usize) -> bool {
        let left = self.size_left.checked_sub(bytes);
        self.size_left = left.unwrap_or(self.size_left);
        left.is_some()
    }
}

fn hidden(depth: u16, kind: FrameKind) -> Frame {
    Frame {
        depth,
        kind,
        from: None,
        to: None,
        value: None,
        input: None,
        output: None,
        gas_used: 0,
        success: false,
    }
}

impl<CTX: ContextTr<Db = Reader>> Inspector<CTX, EthInterpreter> for Tracer {
    fn call(&mut self, context: &mut CTX, inputs: &mut CallInputs) -> Option<CallOutcome> {
        let kind = match inputs.scheme {
            CallScheme::Call => FrameKind::Call,
            CallScheme::CallCode => FrameKind::CallCode,
            CallScheme::DelegateCall => FrameKind::DelegateCall,
            CallScheme::StaticCall => FrameKind::StaticCall,
        };
        // A delegate call works on the state of the one who makes it.
        let subject = inputs.target_address;
        let from = match inputs.scheme {
            CallScheme::DelegateCall => inputs.target_address,
            _ => inputs.caller,
        };
        let entered = Entered {
            from,
            to: Some(inputs.bytecode_address),
            value: inputs.call_value(),
            input_size: inputs.input.len(),
            input: |context: &mut CTX| inputs.input.bytes(context),
        };
        self.enter(context, &subject, kind, entered);
        None
    }

    fn call_end(&mut self, _: &mut CTX, _: &CallInputs, outcome: &mut CallOutcome) {
        self.leave(&outcome.result, None);
    }

    fn create(&mut self, context: &mut CTX, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        let kind = match inputs.scheme() {
            CreateScheme::Create2 { .. } => FrameKind::Create2,
            CreateScheme::Create | CreateScheme::Custom { .. } => FrameKind::Create,
        };
        // What is created has no deployer on record yet; its init code is its creator's.
        let subject = inputs.caller();
        let entered = Entered {
            from: inputs.caller(),
            to: None,
            value: inputs.value(),
            input_size: inputs.init_code().len(),
            input: |_: &mut CTX| inputs.init_code().clone(),
        };
        self.enter(context, &subject, kind, entered);
        None
    }

    fn create_end(&mut self, _: &mut CTX, _: &CreateInputs, outcome: &mut CreateOutcome) {
        self.leave(&outcome.result, outcome.address);
    }
}
