//! The scalar function `claims_of`: an article's columns to the list of its claims.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, ListBuilder, StringArray, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_model::Claim;
use tradewire_read::{Content, Input, Limits, read};
use tradewire_resolve::Resolver;

use crate::BatchError;

/// `claims_of(doc, content, is_html, published, url, outlet)`: a list of claims as JSON text.
///
/// A row whose content is null or cannot be read gives an empty list.
pub(crate) struct ClaimsOf {
    signature: Signature,
    extractor: Extractor<'static>,
    resolver: Resolver<'static>,
}

impl fmt::Debug for ClaimsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimsOf").field("signature", &self.signature).finish_non_exhaustive()
    }
}

impl ClaimsOf {
    pub(crate) fn new() -> std::result::Result<Self, BatchError> {
        let kb = KnowledgeBase::builtin().map_err(|e| BatchError::Rules(e.to_string()))?;
        let extractor = Extractor::new(kb).map_err(|e| BatchError::Rules(e.to_string()))?;
        let text = DataType::Utf8;
        let types = vec![text.clone(), text.clone(), DataType::Boolean, text.clone(), text.clone(), text];
        let resolver = Resolver::new(kb);
        Ok(Self { signature: Signature::exact(types, Volatility::Immutable), extractor, resolver })
    }

    fn claims(&self, input: &Input<'_>) -> Vec<Claim> {
        let Ok(document) = read(input, &Limits::default()) else { return Vec::new() };
        let mut claims = self.extractor.extract(&document);
        self.resolver.resolve(&mut claims);
        claims
    }
}

/// There is one such function per session, made from what ships: any two are alike.
impl PartialEq for ClaimsOf {
    fn eq(&self, other: &Self) -> bool {
        self.signature == other.signature
    }
}
impl Eq for ClaimsOf {}
impl Hash for ClaimsOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.signature.hash(state);
    }
}

fn list_type() -> DataType {
    DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)))
}

impl ScalarUDFImpl for ClaimsOf {
    fn name(&self) -> &str {
        "claims_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(list_type())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [doc, content, html, published, url, outlet] = arrays.as_slice() else {
            return exec_err!("claims_of takes six columns");
        };
        let text = |a: &ArrayRef| -> StringArray { a.as_string::<i32>().clone() };
        let (doc, content, published, url, outlet) =
            (text(doc), text(content), text(published), text(url), text(outlet));
        let html: &BooleanArray = html.as_boolean();
        let mut out = ListBuilder::new(StringBuilder::new());
        for i in 0..args.number_rows {
            let cell = |a: &'_ StringArray| a.is_valid(i).then(|| a.value(i).to_owned());
            if let (Some(name), Some(body)) = (cell(&doc), cell(&content)) {
                let (url, outlet) = (cell(&url), cell(&outlet));
                let mut input = Input::new(&name, body.as_bytes());
                input.content = if html.is_valid(i) && html.value(i) { Content::Html } else { Content::Text };
                input.charset = Some("utf-8");
                input.published = cell(&published).and_then(|p| p.parse().ok());
                input.url = url.as_deref();
                input.outlet = outlet.as_deref();
                for claim in self.claims(&input) {
                    let Ok(json) = serde_json::to_string(&claim) else {
                        return exec_err!("claim {} has no JSON form", claim.id);
                    };
                    out.values().append_value(json);
                }
            }
            out.append(true);
        }
        Ok(ColumnarValue::Array(Arc::new(out.finish())))
    }
}
