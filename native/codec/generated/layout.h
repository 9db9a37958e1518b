// Generated from src/codec/schema/dualbus.xml by `npm run generate`. Do not edit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dualbus::layout {

inline constexpr std::uint16_t schema_id = 6380;
inline constexpr std::uint16_t schema_version = 0;

/** Stands before every message. */
struct MessageHeader {
  std::uint16_t blockLength;
  std::uint16_t templateId;
  std::uint16_t schemaId;
  std::uint16_t version;
};
static_assert(sizeof(MessageHeader) == 8);

/** The message from which those of a frame were derived; a replayed input is recognised by it. sequence 0 = none */
struct Cause {
  std::uint64_t producer;
  std::uint64_t sequence;
  std::uint32_t epoch;
  std::uint32_t index;
};
static_assert(sizeof(Cause) == 24);

/** The envelope of everything on a bus: one frame carries one or more messages of one template */
struct Frame {
  static constexpr std::uint16_t template_id = 1;
  static constexpr std::uint16_t block_length = 92;
  std::uint64_t producer;
  std::uint64_t sequence;
  std::uint64_t clockId;
  std::uint64_t sentMono;
  std::uint64_t sentWall;
  std::uint64_t correlation;
  Cause cause;
  std::uint32_t epoch;
  std::uint32_t count;
  std::uint32_t budgetUs;
  std::uint16_t bodySchemaId;
  std::uint16_t bodyTemplateId;
  std::uint16_t bodyVersion;
  std::uint8_t priority;
  std::uint8_t encoding;
};
static_assert(sizeof(Frame) == 96);
static_assert(offsetof(Frame, producer) == 0);
static_assert(offsetof(Frame, sequence) == 8);
static_assert(offsetof(Frame, clockId) == 16);
static_assert(offsetof(Frame, sentMono) == 24);
static_assert(offsetof(Frame, sentWall) == 32);
static_assert(offsetof(Frame, correlation) == 40);
static_assert(offsetof(Frame, cause) == 48);
static_assert(offsetof(Frame, epoch) == 72);
static_assert(offsetof(Frame, count) == 76);
static_assert(offsetof(Frame, budgetUs) == 80);
static_assert(offsetof(Frame, bodySchemaId) == 84);
static_assert(offsetof(Frame, bodyTemplateId) == 86);
static_assert(offsetof(Frame, bodyVersion) == 88);
static_assert(offsetof(Frame, priority) == 90);
static_assert(offsetof(Frame, encoding) == 91);

/** What the ids, prices and sizes of an instrument mean */
struct InstrumentDefinition {
  static constexpr std::uint16_t template_id = 10;
  static constexpr std::uint16_t block_length = 88;
  std::uint64_t validFrom;
  std::int64_t priceTick;
  std::int64_t sizeStep;
  double multiplier;
  char symbol[32];
  char venue[8];
  char currency[8];
  std::uint32_t instrument;
  std::int8_t priceExponent;
  std::int8_t sizeExponent;
  std::uint8_t instrumentKind;
  std::uint8_t padding[1];
};
static_assert(sizeof(InstrumentDefinition) == 88);
static_assert(offsetof(InstrumentDefinition, validFrom) == 0);
static_assert(offsetof(InstrumentDefinition, priceTick) == 8);
static_assert(offsetof(InstrumentDefinition, sizeStep) == 16);
static_assert(offsetof(InstrumentDefinition, multiplier) == 24);
static_assert(offsetof(InstrumentDefinition, symbol) == 32);
static_assert(offsetof(InstrumentDefinition, venue) == 64);
static_assert(offsetof(InstrumentDefinition, currency) == 72);
static_assert(offsetof(InstrumentDefinition, instrument) == 80);
static_assert(offsetof(InstrumentDefinition, priceExponent) == 84);
static_assert(offsetof(InstrumentDefinition, sizeExponent) == 85);
static_assert(offsetof(InstrumentDefinition, instrumentKind) == 86);

/** A trade as the venue printed it */
struct Trade {
  static constexpr std::uint16_t template_id = 11;
  static constexpr std::uint16_t block_length = 64;
  std::uint64_t time;
  std::int64_t price;
  std::int64_t size;
  std::int64_t bid;
  std::int64_t ask;
  std::uint64_t tradeId;
  std::uint32_t instrument;
  std::uint32_t conditions;
  std::uint8_t side;
  char venue;
  std::uint8_t flags;
  std::uint8_t padding[5];
};
static_assert(sizeof(Trade) == 64);
static_assert(offsetof(Trade, time) == 0);
static_assert(offsetof(Trade, price) == 8);
static_assert(offsetof(Trade, size) == 16);
static_assert(offsetof(Trade, bid) == 24);
static_assert(offsetof(Trade, ask) == 32);
static_assert(offsetof(Trade, tradeId) == 40);
static_assert(offsetof(Trade, instrument) == 48);
static_assert(offsetof(Trade, conditions) == 52);
static_assert(offsetof(Trade, side) == 56);
static_assert(offsetof(Trade, venue) == 57);
static_assert(offsetof(Trade, flags) == 58);

/** Best bid and ask; a side that the update does not carry is null with size 0 */
struct Quote {
  static constexpr std::uint16_t template_id = 12;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::int64_t bid;
  std::int64_t ask;
  std::int64_t bidSize;
  std::int64_t askSize;
  std::uint32_t instrument;
  std::uint32_t conditions;
  char venue;
  std::uint8_t padding[7];
};
static_assert(sizeof(Quote) == 56);
static_assert(offsetof(Quote, time) == 0);
static_assert(offsetof(Quote, bid) == 8);
static_assert(offsetof(Quote, ask) == 16);
static_assert(offsetof(Quote, bidSize) == 24);
static_assert(offsetof(Quote, askSize) == 32);
static_assert(offsetof(Quote, instrument) == 40);
static_assert(offsetof(Quote, conditions) == 44);
static_assert(offsetof(Quote, venue) == 48);

/** Trades of one instrument summed over a bar */
struct Bar {
  static constexpr std::uint16_t template_id = 13;
  static constexpr std::uint16_t block_length = 88;
  std::uint64_t start;
  std::uint64_t end;
  std::int64_t open;
  std::int64_t high;
  std::int64_t low;
  std::int64_t close;
  std::int64_t volume;
  double buyVolume;
  double notional;
  std::uint32_t instrument;
  std::uint32_t trades;
  std::uint8_t barKind;
  std::uint8_t padding[7];
};
static_assert(sizeof(Bar) == 88);
static_assert(offsetof(Bar, start) == 0);
static_assert(offsetof(Bar, end) == 8);
static_assert(offsetof(Bar, open) == 16);
static_assert(offsetof(Bar, high) == 24);
static_assert(offsetof(Bar, low) == 32);
static_assert(offsetof(Bar, close) == 40);
static_assert(offsetof(Bar, volume) == 48);
static_assert(offsetof(Bar, buyVolume) == 56);
static_assert(offsetof(Bar, notional) == 64);
static_assert(offsetof(Bar, instrument) == 72);
static_assert(offsetof(Bar, trades) == 76);
static_assert(offsetof(Bar, barKind) == 80);

/** One price level of an order book changed */
struct BookDelta {
  static constexpr std::uint16_t template_id = 14;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  std::uint64_t sequence;
  std::int64_t price;
  std::int64_t size;
  std::uint32_t instrument;
  std::uint32_t orders;
  std::uint8_t side;
  std::uint8_t action;
  std::uint8_t flags;
  std::uint8_t padding[5];
};
static_assert(sizeof(BookDelta) == 48);
static_assert(offsetof(BookDelta, time) == 0);
static_assert(offsetof(BookDelta, sequence) == 8);
static_assert(offsetof(BookDelta, price) == 16);
static_assert(offsetof(BookDelta, size) == 24);
static_assert(offsetof(BookDelta, instrument) == 32);
static_assert(offsetof(BookDelta, orders) == 36);
static_assert(offsetof(BookDelta, side) == 40);
static_assert(offsetof(BookDelta, action) == 41);
static_assert(offsetof(BookDelta, flags) == 42);

/** A price that is no trade */
struct PriceUpdate {
  static constexpr std::uint16_t template_id = 15;
  static constexpr std::uint16_t block_length = 24;
  std::uint64_t time;
  std::int64_t price;
  std::uint32_t instrument;
  std::uint8_t priceKind;
  std::uint8_t padding[3];
};
static_assert(sizeof(PriceUpdate) == 24);
static_assert(offsetof(PriceUpdate, time) == 0);
static_assert(offsetof(PriceUpdate, price) == 8);
static_assert(offsetof(PriceUpdate, instrument) == 16);
static_assert(offsetof(PriceUpdate, priceKind) == 20);

/** A fill of one of our orders */
struct TradeExecution {
  static constexpr std::uint16_t template_id = 16;
  static constexpr std::uint16_t block_length = 64;
  std::uint64_t time;
  std::uint64_t orderId;
  std::uint64_t executionId;
  std::int64_t price;
  std::int64_t size;
  double fee;
  std::uint32_t instrument;
  std::uint32_t portfolio;
  std::uint32_t strategy;
  std::uint8_t side;
  std::uint8_t liquidity;
  std::uint8_t padding[2];
};
static_assert(sizeof(TradeExecution) == 64);
static_assert(offsetof(TradeExecution, time) == 0);
static_assert(offsetof(TradeExecution, orderId) == 8);
static_assert(offsetof(TradeExecution, executionId) == 16);
static_assert(offsetof(TradeExecution, price) == 24);
static_assert(offsetof(TradeExecution, size) == 32);
static_assert(offsetof(TradeExecution, fee) == 40);
static_assert(offsetof(TradeExecution, instrument) == 48);
static_assert(offsetof(TradeExecution, portfolio) == 52);
static_assert(offsetof(TradeExecution, strategy) == 56);
static_assert(offsetof(TradeExecution, side) == 60);
static_assert(offsetof(TradeExecution, liquidity) == 61);

/** A volume bucket closed */
struct VpinCalculation {
  static constexpr std::uint16_t template_id = 30;
  static constexpr std::uint16_t block_length = 88;
  std::uint64_t start;
  std::uint64_t end;
  std::uint64_t index;
  double vpin;
  double cdf;
  double imbalance;
  double buyVolume;
  double sellVolume;
  double bucketVolume;
  std::uint32_t instrument;
  std::uint32_t window;
  std::uint8_t classifier;
  std::uint8_t padding[7];
};
static_assert(sizeof(VpinCalculation) == 88);
static_assert(offsetof(VpinCalculation, start) == 0);
static_assert(offsetof(VpinCalculation, end) == 8);
static_assert(offsetof(VpinCalculation, index) == 16);
static_assert(offsetof(VpinCalculation, vpin) == 24);
static_assert(offsetof(VpinCalculation, cdf) == 32);
static_assert(offsetof(VpinCalculation, imbalance) == 40);
static_assert(offsetof(VpinCalculation, buyVolume) == 48);
static_assert(offsetof(VpinCalculation, sellVolume) == 56);
static_assert(offsetof(VpinCalculation, bucketVolume) == 64);
static_assert(offsetof(VpinCalculation, instrument) == 72);
static_assert(offsetof(VpinCalculation, window) == 76);
static_assert(offsetof(VpinCalculation, classifier) == 80);

/** VPIN passed a threshold */
struct ToxicityAlert {
  static constexpr std::uint16_t template_id = 31;
  static constexpr std::uint16_t block_length = 40;
  std::uint64_t time;
  double vpin;
  double cdf;
  double threshold;
  std::uint32_t instrument;
  std::uint8_t severity;
  std::uint8_t classifier;
  std::uint8_t padding[2];
};
static_assert(sizeof(ToxicityAlert) == 40);
static_assert(offsetof(ToxicityAlert, time) == 0);
static_assert(offsetof(ToxicityAlert, vpin) == 8);
static_assert(offsetof(ToxicityAlert, cdf) == 16);
static_assert(offsetof(ToxicityAlert, threshold) == 24);
static_assert(offsetof(ToxicityAlert, instrument) == 32);
static_assert(offsetof(ToxicityAlert, severity) == 36);
static_assert(offsetof(ToxicityAlert, classifier) == 37);

/** A risk figure of a portfolio, or of one instrument in it */
struct RiskMetric {
  static constexpr std::uint16_t template_id = 32;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  double value;
  double confidence;
  std::uint64_t horizon;
  std::uint32_t portfolio;
  std::uint32_t instrument;
  std::uint32_t samples;
  std::uint8_t measure;
  std::uint8_t padding[3];
};
static_assert(sizeof(RiskMetric) == 48);
static_assert(offsetof(RiskMetric, time) == 0);
static_assert(offsetof(RiskMetric, value) == 8);
static_assert(offsetof(RiskMetric, confidence) == 16);
static_assert(offsetof(RiskMetric, horizon) == 24);
static_assert(offsetof(RiskMetric, portfolio) == 32);
static_assert(offsetof(RiskMetric, instrument) == 36);
static_assert(offsetof(RiskMetric, samples) == 40);
static_assert(offsetof(RiskMetric, measure) == 44);

/** What a model expects */
struct MlPrediction {
  static constexpr std::uint16_t template_id = 33;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::uint64_t horizon;
  double value;
  double confidence;
  std::uint64_t inputTime;
  std::uint32_t instrument;
  std::uint32_t model;
  std::uint32_t modelVersion;
  std::uint8_t padding[4];
};
static_assert(sizeof(MlPrediction) == 56);
static_assert(offsetof(MlPrediction, time) == 0);
static_assert(offsetof(MlPrediction, horizon) == 8);
static_assert(offsetof(MlPrediction, value) == 16);
static_assert(offsetof(MlPrediction, confidence) == 24);
static_assert(offsetof(MlPrediction, inputTime) == 32);
static_assert(offsetof(MlPrediction, instrument) == 40);
static_assert(offsetof(MlPrediction, model) == 44);
static_assert(offsetof(MlPrediction, modelVersion) == 48);

/** The exposure of one instrument to one factor */
struct FactorCalculation {
  static constexpr std::uint16_t template_id = 34;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  double value;
  double zscore;
  double rank;
  std::uint32_t instrument;
  std::uint32_t factor;
  std::uint32_t breadth;
  std::uint8_t padding[4];
};
static_assert(sizeof(FactorCalculation) == 48);
static_assert(offsetof(FactorCalculation, time) == 0);
static_assert(offsetof(FactorCalculation, value) == 8);
static_assert(offsetof(FactorCalculation, zscore) == 16);
static_assert(offsetof(FactorCalculation, rank) == 24);
static_assert(offsetof(FactorCalculation, instrument) == 32);
static_assert(offsetof(FactorCalculation, factor) == 36);
static_assert(offsetof(FactorCalculation, breadth) == 40);

/** Features of one instrument at one moment */
struct FeatureVector {
  static constexpr std::uint16_t template_id = 35;
  static constexpr std::uint16_t block_length = 152;
  std::uint64_t time;
  double values[16];
  std::uint32_t instrument;
  std::uint32_t featureSet;
  std::uint32_t count;
  std::uint8_t padding[4];
};
static_assert(sizeof(FeatureVector) == 152);
static_assert(offsetof(FeatureVector, time) == 0);
static_assert(offsetof(FeatureVector, values) == 8);
static_assert(offsetof(FeatureVector, instrument) == 136);
static_assert(offsetof(FeatureVector, featureSet) == 140);
static_assert(offsetof(FeatureVector, count) == 144);

/** A figure of execution or market quality */
struct AnalyticsResult {
  static constexpr std::uint16_t template_id = 36;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::uint64_t start;
  double value;
  double reference;
  std::uint64_t samples;
  std::uint32_t instrument;
  std::uint32_t subject;
  std::uint8_t measure;
  std::uint8_t padding[7];
};
static_assert(sizeof(AnalyticsResult) == 56);
static_assert(offsetof(AnalyticsResult, time) == 0);
static_assert(offsetof(AnalyticsResult, start) == 8);
static_assert(offsetof(AnalyticsResult, value) == 16);
static_assert(offsetof(AnalyticsResult, reference) == 24);
static_assert(offsetof(AnalyticsResult, samples) == 32);
static_assert(offsetof(AnalyticsResult, instrument) == 40);
static_assert(offsetof(AnalyticsResult, subject) == 44);
static_assert(offsetof(AnalyticsResult, measure) == 48);

/** What a strategy wants */
struct StrategySignal {
  static constexpr std::uint16_t template_id = 37;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  double strength;
  std::uint64_t horizon;
  std::int64_t target;
  std::uint32_t instrument;
  std::uint32_t strategy;
  std::uint8_t side;
  std::uint8_t padding[7];
};
static_assert(sizeof(StrategySignal) == 48);
static_assert(offsetof(StrategySignal, time) == 0);
static_assert(offsetof(StrategySignal, strength) == 8);
static_assert(offsetof(StrategySignal, horizon) == 16);
static_assert(offsetof(StrategySignal, target) == 24);
static_assert(offsetof(StrategySignal, instrument) == 32);
static_assert(offsetof(StrategySignal, strategy) == 36);
static_assert(offsetof(StrategySignal, side) == 40);

/** An order for the portfolio engine */
struct OrderRequest {
  static constexpr std::uint16_t template_id = 38;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::uint64_t orderId;
  std::int64_t price;
  std::int64_t size;
  std::uint64_t expires;
  std::uint32_t instrument;
  std::uint32_t portfolio;
  std::uint32_t strategy;
  std::uint8_t side;
  std::uint8_t type;
  std::uint8_t timeInForce;
  std::uint8_t padding[1];
};
static_assert(sizeof(OrderRequest) == 56);
static_assert(offsetof(OrderRequest, time) == 0);
static_assert(offsetof(OrderRequest, orderId) == 8);
static_assert(offsetof(OrderRequest, price) == 16);
static_assert(offsetof(OrderRequest, size) == 24);
static_assert(offsetof(OrderRequest, expires) == 32);
static_assert(offsetof(OrderRequest, instrument) == 40);
static_assert(offsetof(OrderRequest, portfolio) == 44);
static_assert(offsetof(OrderRequest, strategy) == 48);
static_assert(offsetof(OrderRequest, side) == 52);
static_assert(offsetof(OrderRequest, type) == 53);
static_assert(offsetof(OrderRequest, timeInForce) == 54);

/** A position moved */
struct PositionChange {
  static constexpr std::uint16_t template_id = 39;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::int64_t quantity;
  std::int64_t change;
  double averagePrice;
  double realisedPnl;
  std::uint64_t executionId;
  std::uint32_t instrument;
  std::uint32_t portfolio;
};
static_assert(sizeof(PositionChange) == 56);
static_assert(offsetof(PositionChange, time) == 0);
static_assert(offsetof(PositionChange, quantity) == 8);
static_assert(offsetof(PositionChange, change) == 16);
static_assert(offsetof(PositionChange, averagePrice) == 24);
static_assert(offsetof(PositionChange, realisedPnl) == 32);
static_assert(offsetof(PositionChange, executionId) == 40);
static_assert(offsetof(PositionChange, instrument) == 48);
static_assert(offsetof(PositionChange, portfolio) == 52);

/** What a portfolio is worth */
struct PortfolioUpdate {
  static constexpr std::uint16_t template_id = 40;
  static constexpr std::uint16_t block_length = 72;
  std::uint64_t time;
  double cash;
  double equity;
  double grossExposure;
  double netExposure;
  double realisedPnl;
  double unrealisedPnl;
  char currency[8];
  std::uint32_t portfolio;
  std::uint32_t positions;
};
static_assert(sizeof(PortfolioUpdate) == 72);
static_assert(offsetof(PortfolioUpdate, time) == 0);
static_assert(offsetof(PortfolioUpdate, cash) == 8);
static_assert(offsetof(PortfolioUpdate, equity) == 16);
static_assert(offsetof(PortfolioUpdate, grossExposure) == 24);
static_assert(offsetof(PortfolioUpdate, netExposure) == 32);
static_assert(offsetof(PortfolioUpdate, realisedPnl) == 40);
static_assert(offsetof(PortfolioUpdate, unrealisedPnl) == 48);
static_assert(offsetof(PortfolioUpdate, currency) == 56);
static_assert(offsetof(PortfolioUpdate, portfolio) == 64);
static_assert(offsetof(PortfolioUpdate, positions) == 68);

/** What margin a portfolio needs and has */
struct MarginUpdate {
  static constexpr std::uint16_t template_id = 41;
  static constexpr std::uint16_t block_length = 40;
  std::uint64_t time;
  double required;
  double available;
  double utilisation;
  std::uint32_t portfolio;
  std::uint8_t padding[4];
};
static_assert(sizeof(MarginUpdate) == 40);
static_assert(offsetof(MarginUpdate, time) == 0);
static_assert(offsetof(MarginUpdate, required) == 8);
static_assert(offsetof(MarginUpdate, available) == 16);
static_assert(offsetof(MarginUpdate, utilisation) == 24);
static_assert(offsetof(MarginUpdate, portfolio) == 32);

/** How an engine is doing */
struct EngineHealth {
  static constexpr std::uint16_t template_id = 42;
  static constexpr std::uint16_t block_length = 128;
  std::uint64_t time;
  std::uint64_t eventLoopDelay;
  std::uint64_t lag;
  std::uint64_t memory;
  std::uint64_t received;
  std::uint64_t sent;
  double cpu;
  char engine[16];
  char instance[48];
  std::uint8_t state;
  std::uint8_t padding[7];
};
static_assert(sizeof(EngineHealth) == 128);
static_assert(offsetof(EngineHealth, time) == 0);
static_assert(offsetof(EngineHealth, eventLoopDelay) == 8);
static_assert(offsetof(EngineHealth, lag) == 16);
static_assert(offsetof(EngineHealth, memory) == 24);
static_assert(offsetof(EngineHealth, received) == 32);
static_assert(offsetof(EngineHealth, sent) == 40);
static_assert(offsetof(EngineHealth, cpu) == 48);
static_assert(offsetof(EngineHealth, engine) == 56);
static_assert(offsetof(EngineHealth, instance) == 72);
static_assert(offsetof(EngineHealth, state) == 120);

/** Latencies of one kind in one interval */
struct PerformanceMetric {
  static constexpr std::uint16_t template_id = 43;
  static constexpr std::uint16_t block_length = 112;
  std::uint64_t time;
  std::uint64_t interval;
  std::uint64_t count;
  std::uint64_t p50;
  std::uint64_t p90;
  std::uint64_t p99;
  std::uint64_t p999;
  std::uint64_t max;
  char metric[32];
  char engine[16];
};
static_assert(sizeof(PerformanceMetric) == 112);
static_assert(offsetof(PerformanceMetric, time) == 0);
static_assert(offsetof(PerformanceMetric, interval) == 8);
static_assert(offsetof(PerformanceMetric, count) == 16);
static_assert(offsetof(PerformanceMetric, p50) == 24);
static_assert(offsetof(PerformanceMetric, p90) == 32);
static_assert(offsetof(PerformanceMetric, p99) == 40);
static_assert(offsetof(PerformanceMetric, p999) == 48);
static_assert(offsetof(PerformanceMetric, max) == 56);
static_assert(offsetof(PerformanceMetric, metric) == 64);
static_assert(offsetof(PerformanceMetric, engine) == 96);

/** An engine met an error */
struct ErrorAlert {
  static constexpr std::uint16_t template_id = 44;
  static constexpr std::uint16_t block_length = 112;
  std::uint64_t time;
  char code[32];
  char engine[16];
  char instance[48];
  std::uint8_t severity;
  std::uint8_t padding[7];
};
static_assert(sizeof(ErrorAlert) == 112);
static_assert(offsetof(ErrorAlert, time) == 0);
static_assert(offsetof(ErrorAlert, code) == 8);
static_assert(offsetof(ErrorAlert, engine) == 40);
static_assert(offsetof(ErrorAlert, instance) == 56);
static_assert(offsetof(ErrorAlert, severity) == 104);

/** Something that people should know */
struct SystemAlert {
  static constexpr std::uint16_t template_id = 45;
  static constexpr std::uint16_t block_length = 64;
  std::uint64_t time;
  char topic[32];
  char engine[16];
  std::uint8_t severity;
  std::uint8_t padding[7];
};
static_assert(sizeof(SystemAlert) == 64);
static_assert(offsetof(SystemAlert, time) == 0);
static_assert(offsetof(SystemAlert, topic) == 8);
static_assert(offsetof(SystemAlert, engine) == 40);
static_assert(offsetof(SystemAlert, severity) == 56);

/** A price fell or rose too fast */
struct FlashCrashAlert {
  static constexpr std::uint16_t template_id = 46;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::int64_t price;
  std::int64_t reference;
  double move;
  std::uint64_t window;
  double vpin;
  std::uint32_t instrument;
  std::uint8_t side;
  std::uint8_t padding[3];
};
static_assert(sizeof(FlashCrashAlert) == 56);
static_assert(offsetof(FlashCrashAlert, time) == 0);
static_assert(offsetof(FlashCrashAlert, price) == 8);
static_assert(offsetof(FlashCrashAlert, reference) == 16);
static_assert(offsetof(FlashCrashAlert, move) == 24);
static_assert(offsetof(FlashCrashAlert, window) == 32);
static_assert(offsetof(FlashCrashAlert, vpin) == 40);
static_assert(offsetof(FlashCrashAlert, instrument) == 48);
static_assert(offsetof(FlashCrashAlert, side) == 52);

/** A portfolio must post margin */
struct MarginCall {
  static constexpr std::uint16_t template_id = 47;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  double required;
  double available;
  double shortfall;
  std::uint64_t due;
  std::uint32_t portfolio;
  std::uint8_t padding[4];
};
static_assert(sizeof(MarginCall) == 48);
static_assert(offsetof(MarginCall, time) == 0);
static_assert(offsetof(MarginCall, required) == 8);
static_assert(offsetof(MarginCall, available) == 16);
static_assert(offsetof(MarginCall, shortfall) == 24);
static_assert(offsetof(MarginCall, due) == 32);
static_assert(offsetof(MarginCall, portfolio) == 40);

/** A limit was passed */
struct RiskLimitBreach {
  static constexpr std::uint16_t template_id = 48;
  static constexpr std::uint16_t block_length = 40;
  std::uint64_t time;
  double value;
  double limit;
  std::uint32_t portfolio;
  std::uint32_t instrument;
  std::uint8_t measure;
  std::uint8_t severity;
  std::uint8_t padding[6];
};
static_assert(sizeof(RiskLimitBreach) == 40);
static_assert(offsetof(RiskLimitBreach, time) == 0);
static_assert(offsetof(RiskLimitBreach, value) == 8);
static_assert(offsetof(RiskLimitBreach, limit) == 16);
static_assert(offsetof(RiskLimitBreach, portfolio) == 24);
static_assert(offsetof(RiskLimitBreach, instrument) == 28);
static_assert(offsetof(RiskLimitBreach, measure) == 32);
static_assert(offsetof(RiskLimitBreach, severity) == 33);

/** A part of the system is gone */
struct SystemFailure {
  static constexpr std::uint16_t template_id = 49;
  static constexpr std::uint16_t block_length = 88;
  std::uint64_t time;
  std::uint64_t lastSeen;
  char engine[16];
  char instance[48];
  std::uint8_t failureKind;
  std::uint8_t padding[7];
};
static_assert(sizeof(SystemFailure) == 88);
static_assert(offsetof(SystemFailure, time) == 0);
static_assert(offsetof(SystemFailure, lastSeen) == 8);
static_assert(offsetof(SystemFailure, engine) == 16);
static_assert(offsetof(SystemFailure, instance) == 32);
static_assert(offsetof(SystemFailure, failureKind) == 80);

/** Run a backtest */
struct BacktestStart {
  static constexpr std::uint16_t template_id = 50;
  static constexpr std::uint16_t block_length = 64;
  std::uint64_t time;
  std::uint64_t run;
  std::uint64_t from;
  std::uint64_t to;
  double capital;
  double speed;
  std::uint64_t seed;
  std::uint32_t strategy;
  std::uint8_t padding[4];
};
static_assert(sizeof(BacktestStart) == 64);
static_assert(offsetof(BacktestStart, time) == 0);
static_assert(offsetof(BacktestStart, run) == 8);
static_assert(offsetof(BacktestStart, from) == 16);
static_assert(offsetof(BacktestStart, to) == 24);
static_assert(offsetof(BacktestStart, capital) == 32);
static_assert(offsetof(BacktestStart, speed) == 40);
static_assert(offsetof(BacktestStart, seed) == 48);
static_assert(offsetof(BacktestStart, strategy) == 56);

/** How far a backtest is */
struct BacktestProgress {
  static constexpr std::uint16_t template_id = 51;
  static constexpr std::uint16_t block_length = 40;
  std::uint64_t time;
  std::uint64_t run;
  std::uint64_t simulated;
  std::uint64_t messages;
  double fraction;
};
static_assert(sizeof(BacktestProgress) == 40);
static_assert(offsetof(BacktestProgress, time) == 0);
static_assert(offsetof(BacktestProgress, run) == 8);
static_assert(offsetof(BacktestProgress, simulated) == 16);
static_assert(offsetof(BacktestProgress, messages) == 24);
static_assert(offsetof(BacktestProgress, fraction) == 32);

/** The result of a backtest */
struct BacktestComplete {
  static constexpr std::uint16_t template_id = 52;
  static constexpr std::uint16_t block_length = 72;
  std::uint64_t time;
  std::uint64_t run;
  std::uint64_t duration;
  std::uint64_t messages;
  std::uint64_t trades;
  double pnl;
  double sharpe;
  double maxDrawdown;
  double turnover;
};
static_assert(sizeof(BacktestComplete) == 72);
static_assert(offsetof(BacktestComplete, time) == 0);
static_assert(offsetof(BacktestComplete, run) == 8);
static_assert(offsetof(BacktestComplete, duration) == 16);
static_assert(offsetof(BacktestComplete, messages) == 24);
static_assert(offsetof(BacktestComplete, trades) == 32);
static_assert(offsetof(BacktestComplete, pnl) == 40);
static_assert(offsetof(BacktestComplete, sharpe) == 48);
static_assert(offsetof(BacktestComplete, maxDrawdown) == 56);
static_assert(offsetof(BacktestComplete, turnover) == 64);

/** A backtest failed */
struct BacktestError {
  static constexpr std::uint16_t template_id = 53;
  static constexpr std::uint16_t block_length = 56;
  std::uint64_t time;
  std::uint64_t run;
  std::uint64_t simulated;
  char code[32];
};
static_assert(sizeof(BacktestError) == 56);
static_assert(offsetof(BacktestError, time) == 0);
static_assert(offsetof(BacktestError, run) == 8);
static_assert(offsetof(BacktestError, simulated) == 16);
static_assert(offsetof(BacktestError, code) == 24);

/** One trial of a parameter search */
struct ParameterOptimization {
  static constexpr std::uint16_t template_id = 54;
  static constexpr std::uint16_t block_length = 80;
  std::uint64_t time;
  std::uint64_t run;
  double value;
  double objective;
  double best;
  char parameter[32];
  std::uint32_t trial;
  std::uint32_t trials;
};
static_assert(sizeof(ParameterOptimization) == 80);
static_assert(offsetof(ParameterOptimization, time) == 0);
static_assert(offsetof(ParameterOptimization, run) == 8);
static_assert(offsetof(ParameterOptimization, value) == 16);
static_assert(offsetof(ParameterOptimization, objective) == 24);
static_assert(offsetof(ParameterOptimization, best) == 32);
static_assert(offsetof(ParameterOptimization, parameter) == 40);
static_assert(offsetof(ParameterOptimization, trial) == 72);
static_assert(offsetof(ParameterOptimization, trials) == 76);

/** A portfolio under a scenario */
struct StressTestResult {
  static constexpr std::uint16_t template_id = 55;
  static constexpr std::uint16_t block_length = 80;
  std::uint64_t time;
  double pnl;
  double equityBefore;
  double equityAfter;
  double marginAfter;
  char scenario[32];
  std::uint32_t portfolio;
  std::uint32_t breaches;
};
static_assert(sizeof(StressTestResult) == 80);
static_assert(offsetof(StressTestResult, time) == 0);
static_assert(offsetof(StressTestResult, pnl) == 8);
static_assert(offsetof(StressTestResult, equityBefore) == 16);
static_assert(offsetof(StressTestResult, equityAfter) == 24);
static_assert(offsetof(StressTestResult, marginAfter) == 32);
static_assert(offsetof(StressTestResult, scenario) == 40);
static_assert(offsetof(StressTestResult, portfolio) == 72);
static_assert(offsetof(StressTestResult, breaches) == 76);

/** A question to an engine; the frame carries its correlation and budget */
struct Query {
  static constexpr std::uint16_t template_id = 60;
  static constexpr std::uint16_t block_length = 16;
  std::uint64_t time;
  std::uint8_t contentType;
  std::uint8_t padding[7];
};
static_assert(sizeof(Query) == 16);
static_assert(offsetof(Query, time) == 0);
static_assert(offsetof(Query, contentType) == 8);

/** The answer; the frame carries the correlation of the query */
struct Reply {
  static constexpr std::uint16_t template_id = 61;
  static constexpr std::uint16_t block_length = 24;
  std::uint64_t time;
  std::uint64_t handling;
  std::uint8_t contentType;
  std::uint8_t padding[7];
};
static_assert(sizeof(Reply) == 24);
static_assert(offsetof(Reply, time) == 0);
static_assert(offsetof(Reply, handling) == 8);
static_assert(offsetof(Reply, contentType) == 16);

/** Why there is no answer */
struct ReplyError {
  static constexpr std::uint16_t template_id = 62;
  static constexpr std::uint16_t block_length = 48;
  std::uint64_t time;
  char code[32];
  std::uint8_t retryable;
  std::uint8_t padding[7];
};
static_assert(sizeof(ReplyError) == 48);
static_assert(offsetof(ReplyError, time) == 0);
static_assert(offsetof(ReplyError, code) == 8);
static_assert(offsetof(ReplyError, retryable) == 40);

/** An instance is alive */
struct Beacon {
  static constexpr std::uint16_t template_id = 63;
  static constexpr std::uint16_t block_length = 184;
  std::uint64_t time;
  std::uint64_t started;
  std::uint64_t beat;
  std::uint64_t received;
  std::uint64_t sent;
  char engine[16];
  char instance[48];
  char host[64];
  std::uint32_t epoch;
  std::uint32_t pid;
  std::uint16_t port;
  std::uint8_t state;
  std::uint8_t padding[5];
};
static_assert(sizeof(Beacon) == 184);
static_assert(offsetof(Beacon, time) == 0);
static_assert(offsetof(Beacon, started) == 8);
static_assert(offsetof(Beacon, beat) == 16);
static_assert(offsetof(Beacon, received) == 24);
static_assert(offsetof(Beacon, sent) == 32);
static_assert(offsetof(Beacon, engine) == 40);
static_assert(offsetof(Beacon, instance) == 56);
static_assert(offsetof(Beacon, host) == 104);
static_assert(offsetof(Beacon, epoch) == 168);
static_assert(offsetof(Beacon, pid) == 172);
static_assert(offsetof(Beacon, port) == 176);
static_assert(offsetof(Beacon, state) == 178);

}  // namespace dualbus::layout
