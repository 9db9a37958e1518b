// Prints SBE messages as JSON with the reference tool's own interpreter: argument the schema, standard input a u32
// length (big-endian) before each message, standard output one line for each.
import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.xml.sax.InputSource;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.json.JsonPrinter;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

public class Decode {
  public static void main(String[] args) throws Exception {
    ParserOptions options = ParserOptions.builder().xIncludeAware(true).stopOnError(true).suppressOutput(true).build();
    InputSource source = new InputSource(Path.of(args[0]).toUri().toString());
    Ir ir = new IrGenerator().generate(XmlSchemaParser.parse(source, options));
    JsonPrinter printer = new JsonPrinter(ir);
    DataInputStream in = new DataInputStream(System.in);
    StringBuilder out = new StringBuilder();
    try {
      while (true) {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        out.append(printer.print(ByteBuffer.wrap(message)).replace("\n", " ")).append('\n');
      }
    } catch (EOFException end) {
      System.out.write(out.toString().getBytes("UTF-8"));
      System.out.flush();
    }
  }
}
