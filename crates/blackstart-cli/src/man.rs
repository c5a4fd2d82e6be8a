//! `blackstart man`: the manual pages.

use crate::Done;
use crate::args::{Man, command_line};
use crate::console::Console;
use crate::failure::Failure;
use std::fs;

pub(crate) fn man(wanted: &Man, console: &Console) -> Done {
    let Some(folder) = &wanted.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command_line())
            .render(&mut page)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        return console.data(&String::from_utf8_lossy(&page));
    };
    fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, error))?;
    clap_mangen::generate_to(command_line(), folder).map_err(|error| Failure::file("write pages to", folder, error))?;
    console.note(&format!("manual pages are in {}\n", folder.display()));
    Ok(())
}
