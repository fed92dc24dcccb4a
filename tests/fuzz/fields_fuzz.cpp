// Parameters of answer lines, and what bring-up reads in them.
#include "fuzz_target.hpp"
#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/at/final_result.hpp"
#include "modem/network_state.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gsmcfg;
    const std::string_view line = fuzz::text_of(data, size);
    const std::string_view parameters = at::parameters(line);
    fuzz::require(parameters.size() <= line.size(), "parameters are a part of the line");
    std::size_t octets = 0;
    for (const at::Field& field : at::split_fields(parameters)) {
        octets += field.text.size();
        fuzz::require(at::number_set(field.text).size() <= 256, "a set is bounded");
        for (const std::string& word : at::string_set(field.text)) fuzz::require(!word.empty(), "a name has letters");
    }
    fuzz::require(octets <= parameters.size(), "fields are parts of the line");
    const auto state = modem::parse_registration(parameters);
    fuzz::require(!state || !modem::registration_words(*state).empty(), "every state has words");
    for (const char c : modem::parse_smsc(parameters))
        fuzz::require(static_cast<unsigned char>(c) >= 0x20, "a number is printable");
    const auto result = at::parse_final_result(line, true);
    fuzz::require(!result || result->text == line, "a result keeps its line");
    return 0;
}
