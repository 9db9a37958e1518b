// Encodes messages whose values stand here, and prints the bytes of each as a line of hex.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "car/messages.h"
#include "mdp/messages.h"
#include "stream/messages.h"

namespace {

template <typename Message>
void print(const Message& message) {
  std::array<std::byte, 1024> target;
  const auto written = encode(message, target);
  if (!written.ok()) std::exit(1);
  for (std::size_t size = 0; size < written.size; size++)
    if (encode(message, std::span(target).first(size)).error != dualbus::sbe::Error::target_too_small)
      std::exit(2);
  if (encode(message, target).size != written.size) std::exit(3);
  for (std::size_t i = 0; i < written.size; i++) std::printf("%02x", static_cast<unsigned>(target[i]));
  std::puts("");
}

void car() {
  using namespace extension;
  const std::array fuel{CarFuelFigures{.speed = 30, .mpg = 35.9F, .usageDescription = "Urban Cycle"},
                        CarFuelFigures{.speed = 55, .mpg = 49, .usageDescription = "Combined Cycle"}};
  const std::array slow{CarPerformanceFiguresAcceleration{.mph = 30, .seconds = 4.0F}};
  const std::array performance{CarPerformanceFigures{.octaneRating = 95, .acceleration = slow},
                               CarPerformanceFigures{.octaneRating = 99}};
  print(Car{
      .serialNumber = 1234,
      .modelYear = 2013,
      .available = types::BooleanType::T,
      .code = types::Model::A,
      .someNumbers = {1, 2, 3, 4},
      .vehicleCode = "abcdef",
      .extras = types::OptionalExtras{}.set_sportsPack().set_cruiseControl(),
      .engine = {.capacity = 2000,
                 .numCylinders = 4,
                 .manufacturerCode = "123",
                 .efficiency = 35,
                 .boosterEnabled = types::BooleanType::T,
                 .booster = {.BoostType = types::BoosterBoostType::NITROUS, .horsePower = 200}},
      .uuid = std::array<std::int64_t, 2>{7, -8},
      .fuelFigures = fuel,
      .performanceFigures = performance,
      .manufacturer = "Honda",
      .model = "Civic VTi",
      .activationCode = "abcdef",
  });
}

void stream() {
  using namespace spot_stream;
  const std::array trades{
      TradesStreamEventTrades{.id = 1, .price = 2700012, .qty = 5, .isBuyerMaker = types::BoolEnum::True},
      TradesStreamEventTrades{.id = 2, .price = -1, .qty = 6, .isBuyerMaker = types::BoolEnum::False}};
  print(TradesStreamEvent{.eventTime = 1,
                          .transactTime = 2,
                          .priceExponent = -2,
                          .qtyExponent = -8,
                          .trades = trades,
                          .symbol = "BTCUSDT"});
}

void cme() {
  using namespace mktdata;
  const std::array entries{
      MDIncrementalRefreshBook32NoMDEntries{.MDEntryPx = types::PRICENULL{.mantissa = 2077750000000},
                                            .MDEntrySize = 308,
                                            .SecurityID = 13950,
                                            .RptSeq = 20707877,
                                            .NumberOfOrders = 89,
                                            .MDPriceLevel = 1,
                                            .MDUpdateAction = types::MDUpdateAction::Change,
                                            .MDEntryType = types::MDEntryTypeBook::Bid},
      MDIncrementalRefreshBook32NoMDEntries{}};
  print(MDIncrementalRefreshBook32{.TransactTime = 1446234284339172006,
                                   .MatchEventIndicator = types::MatchEventIndicator{}.set_LastQuoteMsg(),
                                   .NoMDEntries = entries});
}

void refusals() {
  std::array<std::byte, 1024> target;
  const auto refused = [](const dualbus::sbe::Written& written) {
    return written.error == dualbus::sbe::Error::value_too_long && written.size == 0;
  };
  if (!refused(encode(extension::Car{.vehicleCode = "1234567"}, target))) std::exit(4);
  if (!refused(encode(extension::Car{.engine = {.manufacturerCode = "1234"}}, target))) std::exit(5);
  const std::vector<char> text(256, 'x');
  if (!refused(encode(spot_stream::TradesStreamEvent{.symbol = {text.data(), text.size()}}, target)))
    std::exit(6);
  const std::vector<mktdata::MDIncrementalRefreshBook32NoMDEntries> entries(256);
  if (!refused(encode(mktdata::MDIncrementalRefreshBook32{.NoMDEntries = entries}, target))) std::exit(7);
}

}  // namespace

int main() {
  car();
  stream();
  cme();
  refusals();
  return 0;
}
