//! Do Arrow batches hold what the tables hold?

use super::*;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use blackstart_ensemble::sample;

#[test]
fn every_table_comes_as_batches_of_its_schema_and_as_its_file_has_it() {
    let results = sample::results(0..20, 1);
    let folder = tempfile::tempdir().unwrap();
    crate::write(&results, folder.path()).unwrap();
    for table in TABLES {
        let given = batches(&results, table).unwrap();
        let schema = schema_of(table).unwrap();
        assert!(given.iter().all(|batch| batch.schema() == schema), "{table}");
        let file = File::open(folder.path().join(format!("{table}.parquet"))).unwrap();
        let read = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().with_batch_size(BATCH_ROWS).build().unwrap();
        let read: Vec<RecordBatch> = read.map(Result::unwrap).collect();
        let rows = |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        assert_eq!(rows(&given), rows(&read), "{table}");
        assert!(rows(&given) > 0, "{table} has rows in the sample");
        for (given, read) in given.iter().zip(&read) {
            for (given, read) in given.columns().iter().zip(read.columns()) {
                assert_eq!(given.null_count(), read.null_count(), "{table}");
            }
        }
    }
    assert!(batches(&results, "nothing").is_none() && schema_of("nothing").is_none());
}

#[test]
fn numbers_and_names_of_a_batch_are_those_of_the_results() {
    let results = sample::results(0..20, 1);
    let losses = batches(&results, "losses").unwrap().remove(0);
    let amounts = losses.column_by_name("amount").unwrap().as_primitive::<Float64Type>();
    assert_eq!(amounts.values().as_ref(), results.losses.amount.as_slice());
    let ids = losses.column_by_name("replicate").unwrap().as_primitive::<Int64Type>();
    assert!(ids.values().iter().copied().eq(results.losses.replicate.iter().map(|it| i64::from(*it))));
    let parties = losses.column_by_name("party").unwrap().as_dictionary::<Int32Type>();
    let names = parties.values().as_string::<i32>();
    for (row, party) in results.losses.party.iter().enumerate() {
        assert_eq!(names.value(parties.key(row).unwrap()), results.layout.parties[*party as usize].id);
    }
    let empty = batches(&Results::empty(sample::layout()), "losses").unwrap();
    assert_eq!((empty.len(), empty[0].num_rows()), (1, 0), "a schema comes without rows too");
}
