//! `blackstart schema`: the JSON Schema of model and scenario files.

use crate::args::{Schema, SchemaOf};
use crate::console::Console;
use crate::failure::Done;
use blackstart::read;

pub(crate) fn schema(asked: &Schema, console: &Console) -> Done {
    let text = match asked.of {
        SchemaOf::Model => read::schema(),
        SchemaOf::Scenario => read::schema_scenario(),
    };
    console.data(text.trim_end())?;
    console.data("\n")
}
