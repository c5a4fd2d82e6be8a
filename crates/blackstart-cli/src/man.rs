//! `blackstart man`: the manual pages.

use crate::Done;
use crate::args::{Man, command_line};
use crate::console::Console;
use crate::failure::Failure;
use crate::run::failed;
use blackstart::store;
use std::path::Path;

pub(crate) fn man(wanted: &Man, console: &Console) -> Done {
    let Some(folder) = &wanted.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command_line())
            .render(&mut page)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        return console.data(&String::from_utf8_lossy(&page));
    };
    std::fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, error))?;
    let mut command = command_line().disable_help_subcommand(true);
    command.build();
    write_pages(&command, folder)?;
    console.note(&format!("manual pages are in {}\n", folder.display()));
    Ok(())
}

/// One page for a command, and one for each below it; pages of other programs stay.
fn write_pages(command: &clap::Command, folder: &Path) -> Done {
    for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write_pages(below, folder)?;
    }
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text).map_err(|error| Failure::Internal(error.to_string()))?;
    let is_ours = |first: &[u8]| String::from_utf8_lossy(first).contains(".TH blackstart");
    store::replace_file(&folder.join(page.get_filename()), &text, is_ours).map_err(|error| failed(&error))
}
