// SPDX-License-Identifier: BSD-2-Clause
// Reads the list in the kernel's image.
#include "stage2/protocols/limine/internal_modules.hpp"

namespace limine {

using errors::Code;

Result<std::uint64_t> count_internal(Requests const& requests, std::string_view name)
{
    auto const count = requests.extra(Feature::modules, 0).value_or(0);
    if (count > most_modules)
        return fail(Code::limine_too_many_modules, {most_modules}, name);
    return count;
}

Result<InternalFile> internal_file(ImageView const& image, Requests const& requests, std::uint64_t index,
                                   std::string_view name)
{
    auto const list = requests.extra(Feature::modules, 1).value_or(0);
    auto const pointer = image.at(list + index * sizeof(Le64), sizeof(Le64));
    if (pointer.empty())
        return fail(Code::limine_module_invalid, {list}, name);
    std::uint64_t const address = overlay<Le64>(pointer.data());
    auto const bytes = image.at(address, sizeof(InternalModule));
    if (bytes.empty())
        return fail(Code::limine_module_invalid, {address}, name);
    auto const internal = *read_at<InternalModule>(bytes, 0);
    auto const path = image.text_at(internal.path);
    if (!path || path->empty())
        return fail(Code::limine_module_invalid, {internal.path}, name);
    if (path->find('#') != path->npos)
        return fail(Code::limine_module_hash, {}, *path);
    bool const has_string = image.text_at(internal.string).has_value();
    return InternalFile{*path, has_string ? internal.string : 0, internal.flags};
}

} // namespace limine
