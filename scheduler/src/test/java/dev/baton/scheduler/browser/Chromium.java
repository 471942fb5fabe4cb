package dev.baton.scheduler.browser;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The distribution's Chromium without a window. Whatever it is asked for it waits for, since a page
 * changes when it is told something, not when it is looked at.
 */
public final class Chromium implements AutoCloseable {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /**
   * Selenium knows newer ones by their commands, of which none is used here; it warns all the same.
   */
  private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; where none is installed the calling test is skipped, and says so. */
  public static Chromium start() {
    assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "Skipped, the page is not tested: there is no Chromium (apt-get install chromium chromium-driver)");
    VERSIONS.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    return new Chromium(new ChromeDriver(service, options));
  }

  /** Opens an address, as wide as most screens. */
  public void open(String address) {
    resize(1440);
    driver.get(address);
  }

  public void resize(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  public String address() {
    return driver.getCurrentUrl();
  }

  /** Waits for an element of this CSS selector. */
  public WebElement find(String selector) {
    return until(
        selector,
        () -> driver.findElements(By.cssSelector(selector)).stream().findFirst().orElse(null));
  }

  /** The elements of this CSS selector that are there now. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  public void click(String selector) {
    until(
        "a click on " + selector,
        () -> {
          find(selector).click();
          return true;
        });
  }

  /** Puts {@code text} into a field in place of what is there. */
  public void type(String selector, String text) {
    WebElement field = find(selector);
    field.clear();
    field.sendKeys(text);
  }

  /** Sends keys to what has the focus. */
  public void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Waits until an element of this selector shows {@code text}. */
  public void awaitText(String selector, String text) {
    until(
        "\"%s\" in %s".formatted(text, selector),
        () -> all(selector).stream().anyMatch(e -> e.getText().contains(text)) ? true : null);
  }

  /** Waits until there are this many elements. */
  public void awaitCount(String selector, int count) {
    until("%d of %s".formatted(count, selector), () -> all(selector).size() == count ? true : null);
  }

  /** Waits until a script's value is {@code true}. */
  public void awaitTrue(String what, String expression) {
    until(what, () -> Boolean.TRUE.equals(script(expression)) ? true : null);
  }

  /** The value of an expression of JavaScript. */
  public Object script(String expression) {
    return driver.executeScript("return " + expression);
  }

  /**
   * Fails when the page has broken its own security policy or a script has failed since the last
   * call.
   */
  public void requireQuietConsole() {
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .noneMatch(message -> message.contains("Content Security Policy"))
        .noneMatch(message -> message.contains("Uncaught"));
  }

  private <T> T until(String what, Callable<T> found) {
    try {
      return await(what)
          .atMost(LONGEST_WAIT)
          .ignoreExceptionsMatching(Chromium::isPassing)
          .until(found, value -> value != null);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Waited %s for %s; at %s the page says:%n%s"
              .formatted(LONGEST_WAIT, what, address(), text("body")),
          e);
    }
  }

  /** What is in the way now, or has just been drawn anew, is not so in a moment. */
  private static boolean isPassing(Throwable failure) {
    return failure instanceof StaleElementReferenceException
        || failure instanceof ElementNotInteractableException;
  }

  /** All text of the elements of this selector, line by line. */
  public String text(String selector) {
    return all(selector).stream().map(WebElement::getText).collect(joining("\n"));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
