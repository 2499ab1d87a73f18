// SPDX-License-Identifier: BSD-2-Clause
// Commands to a running QEMU. QEMU, "QEMU Machine Protocol Specification".
#pragma once

#include <filesystem>
#include <string>

namespace qmp {

class Connection {
public:
    // Connects to the socket of QEMU's option -qmp, and leaves the negotiation of features. Throws a Refusal.
    explicit Connection(std::filesystem::path const& socket);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    // Sends a command, a JSON object, and waits for its answer, at most ten seconds. Throws a Refusal with QEMU's words
    // if it fails.
    void run(std::string const& command);

private:
    std::string line();

    int socket_;
    std::string received_;
};

} // namespace qmp
