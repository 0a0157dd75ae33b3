package io.tidemark.spark.decode;

import static org.apache.spark.sql.functions.call_function;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Brings a function object into a query. Spark takes such functions from a catalog, by name. So
 * each is here under a name of its own while Spark resolves the names of its query, which it does
 * at once and in the driver only; from then on the object itself stands in the plan. Nothing of it
 * goes into Spark's configuration, which may be shown to people.
 */
public final class FunctionsByName implements FunctionCatalog {
  private static final String CATALOG = "tidemark";
  private static final Map<String, BoundFunction> FUNCTIONS = new ConcurrentHashMap<>();

  /**
   * Selects what a function makes of each row.
   *
   * @param name of the one column that comes out
   */
  static Dataset<Row> select(
      Dataset<Row> rows, BoundFunction function, String name, Column... arguments) {
    rows.sparkSession().conf().set("spark.sql.catalog." + CATALOG, FunctionsByName.class.getName());
    String id = UUID.randomUUID().toString();
    FUNCTIONS.put(id, function);
    try {
      return rows.select(call_function(CATALOG + ".`" + id + "`", arguments).as(name));
    } finally {
      FUNCTIONS.remove(id);
    }
  }

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {}

  @Override
  public String name() {
    return CATALOG;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public UnboundFunction loadFunction(Identifier id) throws NoSuchFunctionException {
    BoundFunction function = FUNCTIONS.get(id.name());
    if (function == null) {
      throw new NoSuchFunctionException(id);
    }
    return new Unbound(function);
  }

  private record Unbound(BoundFunction function) implements UnboundFunction {
    private static final long serialVersionUID = 1;

    @Override
    public BoundFunction bind(StructType inputType) {
      return function;
    }

    @Override
    public String description() {
      return function.name();
    }

    @Override
    public String name() {
      return function.name();
    }
  }
}
