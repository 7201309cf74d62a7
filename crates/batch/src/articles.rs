//! The table function `articles`: lines of JSON-lines files as rows.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, StringArray, UInt64Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{DataFusionError, Result, ScalarValue, plan_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use tradewire_read::{Content, JsonLines, Limits, OwnedInput, json_lines};

/// Lines of one batch: enough to keep the cores busy, few enough to stay small in memory.
const ROWS: usize = 256;

/// The columns of `articles`.
pub(crate) fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    Arc::new(Schema::new(vec![
        Field::new("file", DataType::Utf8, false),
        Field::new("line", DataType::UInt64, false),
        text("doc"),
        text("content"),
        Field::new("is_html", DataType::Boolean, false),
        text("published"),
        text("url"),
        text("outlet"),
        text("rejected"),
    ]))
}

/// `articles('file', …)`.
#[derive(Debug)]
pub(crate) struct Articles;

impl TableFunctionImpl for Articles {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let mut partitions: Vec<Arc<dyn PartitionStream>> = Vec::new();
        for arg in args.exprs() {
            let Expr::Literal(ScalarValue::Utf8(Some(path)), _) = arg else {
                return plan_err!("articles() takes paths of JSON-lines files as text, not {arg}");
            };
            partitions.push(Arc::new(Lines { path: PathBuf::from(path), schema: schema() }));
        }
        if partitions.is_empty() {
            return plan_err!("articles() takes at least one path");
        }
        Ok(Arc::new(StreamingTable::try_new(schema(), partitions)?))
    }
}

/// One file as a partition.
#[derive(Debug)]
struct Lines {
    path: PathBuf,
    schema: SchemaRef,
}

impl PartitionStream for Lines {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches: Box<dyn Iterator<Item = Result<RecordBatch>> + Send> = match File::open(&self.path) {
            Ok(file) => Box::new(Batches {
                path: self.path.clone(),
                lines: json_lines(BufReader::new(file), &Limits::default()),
                schema: self.schema.clone(),
            }),
            Err(e) => {
                let what = format!("cannot open {}: {e}", self.path.display());
                Box::new(std::iter::once(Err(DataFusionError::Execution(what))))
            }
        };
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), futures_util::stream::iter(batches)))
    }
}

/// Batches of rows, read as they are asked for.
struct Batches {
    path: PathBuf,
    lines: JsonLines<BufReader<File>>,
    schema: SchemaRef,
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows: Vec<Row> = self.lines.by_ref().take(ROWS).map(Row::from).collect();
        (!rows.is_empty()).then(|| batch(&self.path, &self.schema, &rows))
    }
}

/// A line: an article, or why it is none.
enum Row {
    Article(Box<OwnedInput>),
    Rejected(u64, String),
}

impl From<std::result::Result<OwnedInput, tradewire_read::InputError>> for Row {
    fn from(line: std::result::Result<OwnedInput, tradewire_read::InputError>) -> Self {
        match line {
            Ok(input) => Self::Article(Box::new(input)),
            Err(e) => Self::Rejected(e.place.number() as u64, e.what),
        }
    }
}

fn batch(path: &Path, schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch> {
    let file = path.to_string_lossy();
    let text = |of: &dyn Fn(&OwnedInput) -> Option<String>| -> ArrayRef {
        let cells = rows.iter().map(|r| match r {
            Row::Article(input) => of(input),
            Row::Rejected(..) => None,
        });
        Arc::new(cells.collect::<StringArray>())
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(rows.iter().map(|_| Some(file.as_ref())).collect::<StringArray>()),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|r| match r {
            Row::Article(input) => input.place.number() as u64,
            Row::Rejected(line, _) => *line,
        }))),
        text(&|i| Some(i.name.clone())),
        // The bytes come from a JSON string, so nothing is lost here.
        text(&|i| Some(String::from_utf8_lossy(&i.bytes).into_owned())),
        Arc::new(BooleanArray::from_iter(
            rows.iter().map(|r| Some(matches!(r, Row::Article(i) if i.content == Content::Html))),
        )),
        text(&|i| i.published.as_ref().map(ToString::to_string)),
        text(&|i| i.url.clone()),
        text(&|i| i.outlet.clone()),
        Arc::new(
            rows.iter()
                .map(|r| match r {
                    Row::Article(_) => None,
                    Row::Rejected(_, what) => Some(what.clone()),
                })
                .collect::<StringArray>(),
        ),
    ];
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
