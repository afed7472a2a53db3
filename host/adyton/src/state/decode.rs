//! Calls that somebody else made, from bytes that may be anything.

use anyhow::{anyhow, bail, Context, Result};
use subxt::{
    ext::{
        scale_decode::{
            visitor::{
                decode_with_visitor,
                types::{Array, Composite, Sequence, Tuple, Variant},
                DecodeAsTypeResult, DecodeError, Unexpected, Visitor,
            },
            TypeResolver,
        },
        scale_value::{scale::decode_as_type, Value},
    },
    metadata::Metadata,
};

/// Largest call that is read. Proposals are a few hundred bytes; only new code of the chain is longer, and nobody reads that
/// here.
pub const MAX_CALL_BYTES: usize = 16 * 1024;
/// Levels of values within values that are read. A call within a call takes three; the chain itself gives up at 256 levels
/// of its own count.
const MAX_LEVELS: usize = 128;
/// Stack of the thread that reads: two bytes can open a level, and a level takes about ten kilobytes before
/// [`MAX_LEVELS`] is found to be exceeded.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// A call as the chain's metadata reads it.
///
/// # Errors
/// If the bytes are no call, more than one, too long, or nested too deeply.
pub fn decode_call(bytes: &[u8], metadata: &Metadata) -> Result<Value> {
    if bytes.len() > MAX_CALL_BYTES {
        bail!("{} of {} bytes is too long to be read here", first_call(bytes, metadata), bytes.len());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let reader =
            thread.spawn_scoped(scope, || decode(bytes, metadata)).context("no memory to read a call in")?;
        reader.join().map_err(|_| anyhow!("the call could not be read"))?
    })
}

fn decode(mut bytes: &[u8], metadata: &Metadata) -> Result<Value> {
    let (ty, types) = (metadata.outer_enums().call_enum_ty(), metadata.types());
    decode_with_visitor(&mut &*bytes, ty, types, Levels::new(MAX_LEVELS))
        .context("the bytes are no call of this chain, or one that is too deep")?;
    let value = decode_as_type(&mut bytes, ty, types).context("the bytes are no call of this chain")?;
    if !bytes.is_empty() {
        bail!("{} bytes follow the call", bytes.len());
    }
    Ok(value.remove_context())
}

/// Pallet and call that encoded bytes begin with.
fn first_call(bytes: &[u8], metadata: &Metadata) -> String {
    let (Some(pallet), Some(call)) = (bytes.first(), bytes.get(1)) else { return "nothing".into() };
    let Some(pallet) = metadata.pallet_by_call_index(*pallet) else { return "an unknown call".into() };
    let call = pallet.call_variant_by_index(*call).map_or("an unknown call", |call| call.name.as_str());
    format!("{}.{call}", pallet.name())
}

/// Reads everything and keeps nothing, down to so many levels.
struct Levels<R> {
    left: usize,
    resolver: std::marker::PhantomData<R>,
}

impl<R> Levels<R> {
    fn new(left: usize) -> Self {
        Self { left, resolver: std::marker::PhantomData }
    }

    fn below(&self) -> Self {
        Self::new(self.left.saturating_sub(1))
    }
}

/// Visits every item of `$items` one level below.
macro_rules! visit_items {
    ($visit:ident, $items:ty) => {
        fn $visit<'scale, 'resolver>(
            self,
            items: &mut $items,
            _: R::TypeId,
        ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
            while let Some(item) = items.decode_item(self.below()) {
                item?;
            }
            Ok(())
        }
    };
}

impl<R: TypeResolver> Visitor for Levels<R> {
    type Value<'scale, 'resolver> = ();
    type Error = DecodeError;
    type TypeResolver = R;

    // Refused before the item is looked at: what a visitor leaves is skipped level by level, however deep it is.
    fn unchecked_decode_as_type<'scale, 'resolver>(
        self,
        _: &mut &'scale [u8],
        _: R::TypeId,
        _: &'resolver R,
    ) -> DecodeAsTypeResult<Self, Result<Self::Value<'scale, 'resolver>, Self::Error>> {
        if self.left == 0 {
            let reason = subxt::ext::codec::Error::from("nested too deeply");
            return DecodeAsTypeResult::Decoded(Err(DecodeError::CodecError(reason)));
        }
        DecodeAsTypeResult::Skipped(self)
    }

    fn visit_unexpected<'scale, 'resolver>(
        self,
        _: Unexpected,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(())
    }

    visit_items!(visit_sequence, Sequence<'scale, 'resolver, R>);
    visit_items!(visit_composite, Composite<'scale, 'resolver, R>);
    visit_items!(visit_tuple, Tuple<'scale, 'resolver, R>);
    visit_items!(visit_array, Array<'scale, 'resolver, R>);

    fn visit_variant<'scale, 'resolver>(
        self,
        variant: &mut Variant<'scale, 'resolver, R>,
        type_id: R::TypeId,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        self.visit_composite(variant.fields(), type_id)
    }
}
