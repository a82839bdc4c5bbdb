using System.Text;
using Weir.Consensus;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Consensus;

public sealed class NodeTableTests
{
    private static NodeTable Parse(string json) => NodeTable.Parse(Encoding.UTF8.GetBytes(json), "nodes.json");

    [Fact]
    public void Nodes_are_found_by_name_and_by_both_addresses()
    {
        NodeTable table = Parse("""
            [ {"name": "cn1", "ip": "10.0.0.1", "mac": "02:00:00:00:00:01", "address": "0xf861347d211eef7eed5ed196b71b11fc39457789", "extra": {"deep": [1, 2]}, "port": 32323},
              {"name": "cn2", "ip": "fd00::2", "node_id": "9d5552f6354a09fb2e3c57954ea68fcdb63f5e2028a0de7d01731dd52c6f9712473e57a1910dbcab00b656f64b0c3d92e96f6338423e14795ac8e8a5ca14fa2b"} ]
            """);
        table.Nodes.Count.ShouldBe(2);
        table.NameOf(IpAddress.FromIPv4(0x0A000001)).ShouldBe("cn1");
        EthereumAddress.TryParse("0xf861347d211eef7eed5ed196b71b11fc39457789", out EthereumAddress first).ShouldBeTrue();
        table.NameOf(first).ShouldBe("cn1");
        EthereumAddress.TryParse("0xab558b7839410fadce66b95e01a2ba32a5fd6e57", out EthereumAddress second).ShouldBeTrue();
        table.NameOf(second).ShouldBe("cn2", "computed from its public key");
        table.NameOf(IpAddress.FromIPv4(0x0A000009)).ShouldBe("10.0.0.9");
    }

    [Theory]
    [InlineData("{}", "nodes.json:1: the nodes are not a JSON array")]
    [InlineData("[\n {\"name\": \"a\"},\n {\"ip\": \"10.0.0.1\"} ]", "nodes.json:3: a node has no \"name\"")]
    [InlineData("[\n {\"name\": \"a\",\n \"ip\": \"10.0.0\"} ]", "nodes.json:3: \"10.0.0\" is no IPv4 or IPv6 address")]
    [InlineData("[{\"name\": \"a\"},\n{\"name\": \"a\"}]", "nodes.json:2: the name a is there twice")]
    [InlineData("[{\"name\": \"a\", \"address\": \"0x12\"}]", "nodes.json:1: \"0x12\" is no consensus address")]
    [InlineData("[{\"name\": \"a\",\n}", "nodes.json:2: not JSON")]
    [InlineData("[3]", "nodes.json:1: a node is not a JSON object")]
    public void A_wrong_table_is_told_with_its_line(string json, string message) =>
        Should.Throw<WeirException>(() => Parse(json)).Message.ShouldStartWith(message);
}
