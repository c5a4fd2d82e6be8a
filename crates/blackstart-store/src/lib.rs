//! Results to disk and back, and tables from Parquet and XLSX.
