// The choice among boot entries, in the order of its steps.
#include "stage2/choice/choice.hpp"

#include "include/part_entry.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/entry.hpp"

namespace choice {

Result<void> choose(Boot& boot, Cause)
{
    boot.entry = TRY(boot_choice::choose(*boot.volume, boot.workspace->entries, boot_choice::Kernels::need_not_exist));
    return {};
}

PART_ENTRY constinit annex::ChoiceEntry const entry{.choose = choose};

} // namespace choice
