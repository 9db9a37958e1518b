// Encodes two Binance stream events with the reference tool's generated codecs and prints their bytes in hex.
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import spot_stream.BoolEnum;
import spot_stream.DepthSnapshotStreamEventEncoder;
import spot_stream.MessageHeaderEncoder;
import spot_stream.TradesStreamEventEncoder;

public class Encode {
  public static void main(String[] args) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    TradesStreamEventEncoder trades = new TradesStreamEventEncoder();
    trades.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    trades.eventTime(1700000000000001L).transactTime(1700000000000000L).priceExponent((byte) -2).qtyExponent((byte) -8);
    TradesStreamEventEncoder.TradesEncoder trade = trades.tradesCount(3);
    for (int i = 0; i < 3; i++)
      trade.next().id(41 + i).price(2700012 - i).qty(500 * i).isBuyerMaker(i == 1 ? BoolEnum.True : BoolEnum.False);
    trades.symbol("BTCUSDT");
    print(buffer, MessageHeaderEncoder.ENCODED_LENGTH + trades.encodedLength());

    DepthSnapshotStreamEventEncoder depth = new DepthSnapshotStreamEventEncoder();
    depth.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    depth.eventTime(-1).bookUpdateId(Long.MAX_VALUE).priceExponent((byte) 127).qtyExponent((byte) -127);
    depth.bidsCount(2).next().price(1).qty(2).next().price(3).qty(4);
    depth.asksCount(0);
    depth.symbol("ÄÖ");
    print(buffer, MessageHeaderEncoder.ENCODED_LENGTH + depth.encodedLength());
  }

  private static void print(UnsafeBuffer buffer, int length) {
    System.out.println(HexFormat.of().formatHex(buffer.byteArray(), 0, length));
  }
}
