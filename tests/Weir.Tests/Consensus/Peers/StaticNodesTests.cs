using Weir.Consensus.Peers;

namespace Weir.Tests.Consensus.Peers;

public sealed class StaticNodesTests
{
    private static readonly string s_id = new('a', 128);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("[fd00::1]", "fd00::1")]
    [InlineData("n1", "n1")]
    public void A_url_is_read_and_written_again(string written, string host)
    {
        string text = $"kni://{s_id}@{written}:32323?discport=0&ntype=cn";
        NodeUrl.TryParse(text, out NodeUrl? url, out _).ShouldBeTrue();
        (url!.Host, url.Port).ShouldBe((host, 32323));
        url.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("enode://abc@1.2.3.4:1")]
    [InlineData("kni://abc@1.2.3.4:1")]
    [InlineData("kni://")]
    public void What_is_no_url_is_told(string text) => NodeUrl.TryParse(text, out _, out string? error).ShouldBeFalse(error);

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("")]
    public void A_port_must_be_one(string port)
    {
        NodeUrl.TryParse($"kni://{s_id}@n1:{port}", out _, out string? error).ShouldBeFalse();
        error!.ShouldContain("port");
    }

    [Fact]
    public void A_list_names_file_line_and_column_of_a_mistake()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("weir-nodes").FullName, "static-nodes.json");
        try
        {
            File.WriteAllText(path, $"[\n  \"kni://{s_id}@n1:1\",\n  \"kni://x@n2:2\"\n]");
            Should.Throw<WeirException>(() => StaticNodes.Load(path)).Message.ShouldStartWith($"{path}:3:3: a node is written kni://");
            File.WriteAllText(path, "[ ");
            Should.Throw<WeirException>(() => StaticNodes.Load(path)).Message.ShouldContain("array of URLs");
            File.WriteAllText(path, StaticNodes.Write([.. Enumerable.Range(1, 2).Select(i => { NodeUrl.TryParse($"kni://{s_id}@n{i}:1", out NodeUrl? url, out _); return url!; })]));
            StaticNodes.Load(path).Select(node => node.Host).ShouldBe(["n1", "n2"]);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
