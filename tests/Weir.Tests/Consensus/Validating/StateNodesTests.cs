using Weir.Consensus.Chain;
using Weir.Consensus.Validating;
using Weir.Tests.Consensus.Chain;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>A peer that follows hashes from a root gets the whole state, also that of a block some time ago.</summary>
public sealed class StateNodesTests
{
    [Fact]
    public void Each_of_the_last_states_is_found_node_by_node_and_older_ones_are_not()
    {
        var scene = new ChainScene();
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        var nodes = new StateNodes();
        nodes.Add(chain.State);
        var states = new List<WorldState> { chain.State };
        for (int i = 0; i < StateNodes.StatesKept + 2; i++)
        {
            EthereumAddress to = new(Hash256.Keccak(BitConverter.GetBytes(i)).ToArray().AsSpan(12));
            scene.Grow(chain, i % 4, transactions: ChainScene.Transfer((ulong)i, to, 1));
            nodes.Add(chain.State);
            states.Add(chain.State);
        }

        foreach (WorldState state in states.TakeLast(StateNodes.StatesKept))
        {
            byte[][] all = [.. state.Accounts.Nodes()];
            nodes.Find([state.Root]).ShouldHaveSingleItem().ShouldBe(all[0]);
            nodes.Find([.. all.Take(384).Select(node => Hash256.Keccak(node))]).ShouldBe(all.Take(384));
        }

        nodes.Find([states[0].Root]).ShouldBeEmpty();
        Hash256 stranger = Hash256.Keccak([1, 2, 3]);
        nodes.Find([stranger, chain.State.Root, stranger]).Count.ShouldBe(1);
        nodes.Find([.. Enumerable.Repeat(chain.State.Root, 1000)]).Count.ShouldBe(384);
    }
}
