# SPDX-License-Identifier: 0BSD
# find_package(farjump) gives a CMake project the headers and the images of the bootloader farjump:
#
#   target_link_libraries(kernel PRIVATE farjump::headers)
#   farjump_add_image(kernel [OUTPUT FILE] [OPTIONS STRING] [MODULES FILE…] [ARGUMENTS WORD…])
#
# adds the target kernel-image, which is built by default and puts the executable `kernel` on a disk image (kernel.img
# in the build directory, or FILE); and the target kernel-run, which boots it in QEMU. OPTIONS is the kernel's command
# line, MODULES are files for it, and ARGUMENTS are further words for `farjump image`, such as --layout gpt.

get_filename_component(farjump_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(FARJUMP_PROGRAM "${farjump_prefix}/bin/farjump")
if(NOT EXISTS "${FARJUMP_PROGRAM}")
    set(farjump_FOUND FALSE)
    set(farjump_NOT_FOUND_MESSAGE "${FARJUMP_PROGRAM} is missing")
    return()
endif()

if(NOT TARGET farjump::headers)
    add_library(farjump::headers INTERFACE IMPORTED)
    set_target_properties(farjump::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${farjump_prefix}/include")
endif()

function(farjump_add_image target)
    cmake_parse_arguments(PARSE_ARGV 1 image "" "OUTPUT;OPTIONS" "MODULES;ARGUMENTS")
    if(image_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "farjump_add_image: unknown words: ${image_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT image_OUTPUT)
        set(image_OUTPUT "${target}.img")
    endif()
    get_filename_component(output "${image_OUTPUT}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    set(words ${image_ARGUMENTS})
    if(image_OPTIONS)
        list(APPEND words --options "${image_OPTIONS}")
    endif()
    set(files)
    foreach(module IN LISTS image_MODULES)
        get_filename_component(file "${module}" ABSOLUTE)
        list(APPEND words --module "${file}")
        list(APPEND files "${file}")
    endforeach()
    add_custom_command(OUTPUT "${output}"
        COMMAND "${FARJUMP_PROGRAM}" image ${words} -o "${output}" "$<TARGET_FILE:${target}>"
        DEPENDS ${target} ${files} VERBATIM)
    add_custom_target(${target}-image ALL DEPENDS "${output}")
    add_custom_target(${target}-run
        COMMAND qemu-system-x86_64 -m 128M -display none -serial mon:stdio -no-reboot
                -drive "file=${output},format=raw"
        DEPENDS "${output}" USES_TERMINAL VERBATIM)
endfunction()
