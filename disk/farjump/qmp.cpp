// SPDX-License-Identifier: BSD-2-Clause
// unix(7), poll(2).
#include "disk/farjump/qmp.hpp"

#include "disk/host/refusal.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace qmp {
namespace {

using std::string;
using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(10);
constexpr auto hint = "run it without --screenshot, and look at QEMU's messages";

} // namespace

Connection::Connection(std::filesystem::path const& socket) : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto const name = socket.string();
    if (name.size() >= sizeof address.sun_path)
        throw Refusal("the name " + name + " is too long for a socket",
                      "set TMPDIR to a directory with a shorter name");
    std::ranges::copy(name, address.sun_path);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        fail_with_errno("cannot reach QEMU");
    line(); // the greeting
    run(R"({"execute": "qmp_capabilities"})");
}

Connection::~Connection()
{
    if (socket_ >= 0)
        ::close(socket_);
}

void Connection::run(string const& command)
{
    if (::send(socket_, command.data(), command.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(command.size()))
        fail_with_errno("cannot write to QEMU");
    constexpr int most_events = 1000;
    for (int count = 0; count < most_events; ++count) {
        auto const answer = line();
        if (answer.starts_with(R"({"return")"))
            return;
        if (answer.starts_with(R"({"error")"))
            throw Refusal("QEMU refuses " + command + ": " + answer, hint);
    }
    throw Refusal("QEMU does not answer", hint);
}

string Connection::line()
{
    auto const deadline = Clock::now() + patience;
    for (;;) {
        if (auto const end = received_.find('\n'); end != received_.npos) {
            auto const text = received_.substr(0, end);
            received_.erase(0, end + 1);
            return text;
        }
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd source{socket_, POLLIN, 0};
        if (left <= 0 || (::poll(&source, 1, static_cast<int>(left)) <= 0 && errno != EINTR))
            throw Refusal("QEMU does not answer", hint);
        char buffer[4096];
        auto const got = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got == 0)
            throw Refusal("QEMU has ended", hint);
        if (got > 0)
            received_.append(buffer, static_cast<std::size_t>(got));
    }
}

} // namespace qmp
