// SPDX-License-Identifier: BSD-2-Clause
// Condenses many weak random words into a few uniformly distributed ones: a sponge around the permutation of ChaCha20.
// RFC 8439, "ChaCha20 and Poly1305 for IETF Protocols", "The ChaCha Block Function" (2.3).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

// Input words may be weak or known in part, and come in any order. The output is unpredictable unless all of the input
// can be guessed.
class EntropyPool {
public:
    using Words = std::array<std::uint32_t, 8>;

    constexpr void add(std::uint32_t word)
    {
        state_[position_++] ^= word;
        if (position_ == rate) {
            permute(state_);
            position_ = 0;
        }
    }

    // Each call returns new words, from which earlier and later ones cannot be computed: half of the state is never
    // output.
    constexpr Words take()
    {
        state_[position_] ^= 1; // so that a pool filled with zeros differs from an empty one
        position_ = 0;
        permute(state_);
        Words words;
        for (std::size_t i = 0; i < rate; ++i)
            words[i] = state_[i];
        return words;
    }

    using State = std::array<std::uint32_t, 16>;

    // Ten double rounds: columns, then diagonals. The RFC's final addition of the input is left out, because a sponge
    // does not need it.
    static constexpr void permute(State& state)
    {
        for (int round = 0; round < 20; ++round)
            for (std::uint32_t i = 0; i < 4; ++i) {
                auto const slant = static_cast<std::uint32_t>(round & 1);
                quarter_round(state[i], state[4 + ((i + slant) & 3)], state[8 + ((i + 2 * slant) & 3)],
                              state[12 + ((i + 3 * slant) & 3)]);
            }
    }

private:
    static constexpr std::size_t rate = 8;

    static constexpr void quarter_round(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d)
    {
        for (auto const& [first, second] : {std::pair{16, 12}, std::pair{8, 7}}) {
            a += b, d = std::rotl(d ^ a, first);
            c += d, b = std::rotl(b ^ c, second);
        }
    }

    State state_{};
    std::size_t position_ = 0;
};
