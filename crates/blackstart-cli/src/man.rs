//! `blackstart man`: the manual pages.

use crate::args::{Man, command_line};
use crate::console::Console;
use crate::failure::Done;
use blackstart::jobs::Failure;
use blackstart::store;
use std::path::Path;

pub(crate) fn man(asked: &Man, console: &Console) -> Done {
    let Some(folder) = &asked.out else {
        let page = clap_mangen::Man::new(command_line());
        return console.data(&String::from_utf8_lossy(&text(&page)?));
    };
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::System(format!("cannot make the folder {}: {error}", folder.display())))?;
    let mut command = command_line().disable_help_subcommand(true);
    command.build();
    write_pages(&command, folder)?;
    console.note(&format!("manual pages are in {}", folder.display()))
}

/// One page for a command, and one for each below it; pages of other programs stay.
fn write_pages(command: &clap::Command, folder: &Path) -> Result<(), Failure> {
    for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write_pages(below, folder)?;
    }
    let page = clap_mangen::Man::new(command.clone());
    let is_ours = |first: &[u8]| String::from_utf8_lossy(first).contains(".TH blackstart");
    Ok(store::replace_file(&folder.join(page.get_filename()), &text(&page)?, is_ours)?)
}

fn text(page: &clap_mangen::Man) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    page.render(&mut text).map_err(|error| Failure::System(error.to_string()))?;
    Ok(text)
}
