using Weir.Tests.Fixtures;

namespace Weir.Tests.Lab;

/// <summary>The reference page says what the forms say. With <c>WEIR_APPROVE=1</c> it is written anew.</summary>
public sealed class LabReferenceTests
{
    [Fact]
    public void The_reference_page_is_made_of_the_forms()
    {
        string file = Repository.PathOf("docs", "lab-file.md");
        string text = LabReferencePage.Text();
        if (Environment.GetEnvironmentVariable("WEIR_APPROVE") == "1") { File.WriteAllText(file, text); }
        (File.Exists(file) ? File.ReadAllText(file) : "").ShouldBe(text, "run this test with WEIR_APPROVE=1, read the diff of docs/lab-file.md and commit it");
    }

    [Fact]
    public void Every_kind_of_check_that_was_promised_is_there() =>
        Weir.Cli.Composition.Vocabulary.Checks.Select(c => c.Form.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "address", "between", "command", "counter", "cpu", "dns", "equal", "exit", "file", "flow", "http", "interface", "log", "loss", "memory", "monitor", "neighbour", "order", "packets", "ping", "program", "route", "rtt",
            "same-as", "tcp", "throughput", "trust",
        ]);
}
