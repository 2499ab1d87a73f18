// SPDX-License-Identifier: BSD-2-Clause
// Parses the command line, and refuses contradictory options.
#include "disk/install/options.hpp"

#include "disk/host/data_files.hpp"
#include "include/units.hpp"

namespace install_command {
Options::Options(Arguments arguments)
{
    bool const help = arguments.flag("--help") || arguments.flag("-h");
    auto const uninstall = arguments.value("--uninstall");
    bool const verify = arguments.flag("--verify");
    dry_run = arguments.flag("--dry-run");
    overwrite_others = arguments.flag("--overwrite-other-loader");
    boot_record = arguments.number("--boot-record");
    sector_bytes = arguments.number("--sector-bytes");
    auto const new_backup = arguments.value("--backup");
    stages = arguments.value("--stages").value_or(data_files::places().stages.string());
    system.root = arguments.value("--root").value_or("/");
    auto const rest = arguments.rest();
    if (help) {
        task = Task::help;
        return;
    }
    if (rest.size() != 1)
        throw UsageError(rest.empty() ? "which disk?" : "one disk is wanted");
    if ((uninstall && (verify || new_backup || boot_record || overwrite_others)) ||
        (verify && (dry_run || new_backup || overwrite_others)))
        throw UsageError("these options do not go together");
    if (sector_bytes && !is_sector_size(*sector_bytes))
        throw UsageError("--sector-bytes is 512, 1024, 2048 or 4096");
    task = uninstall ? Task::uninstall : verify ? Task::verify : Task::install;
    backup = uninstall ? *uninstall : new_backup.value_or("");
    disk = rest[0];
}

} // namespace install_command
