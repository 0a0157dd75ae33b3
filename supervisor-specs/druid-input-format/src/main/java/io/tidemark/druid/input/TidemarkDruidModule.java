package io.tidemark.druid.input;

import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.inject.Binder;
import java.util.List;
import org.apache.druid.initialization.DruidModule;

/** Registers {@link TidemarkInputFormat} with Druid, which finds this class as a service. */
public final class TidemarkDruidModule implements DruidModule {
  @Override
  public List<? extends Module> getJacksonModules() {
    return List.of(
        new SimpleModule(TidemarkInputFormat.TYPE).registerSubtypes(TidemarkInputFormat.class));
  }

  @Override
  public void configure(Binder binder) {
    // the input format needs nothing of Druid
  }
}
