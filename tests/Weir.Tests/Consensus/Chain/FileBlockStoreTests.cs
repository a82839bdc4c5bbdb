using Weir.Consensus.Chain;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

public sealed class FileBlockStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-chain").FullName;
    private readonly ChainScene _scene = new();

    private string Path => System.IO.Path.Combine(_folder, "chain");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Wherever_a_writer_was_killed_the_chain_is_whole_up_to_the_last_finished_block_and_goes_on()
    {
        List<(long Length, Hash256 Root)> after = [];
        using (LocalChain chain = LocalChain.Open(_scene.Genesis, Path))
        {
            after.Add((new FileInfo(Path).Length, chain.State.Root));
            for (ulong i = 0; i < 4; i++)
            {
                _scene.Grow(chain, (int)i, null, null, ChainScene.Transfer(i, _scene.Addresses[0], 3));
                after.Add((new FileInfo(Path).Length, chain.State.Root));
            }
        }

        byte[] whole = File.ReadAllBytes(Path);
        for (long length = 0; length <= whole.Length; length += length < 60 || length > whole.Length - 60 ? 1 : 7)
        {
            File.WriteAllBytes(Path, whole[..(int)length]);
            int blocks = Math.Max(after.FindLastIndex(one => one.Length <= length), 0);
            using LocalChain chain = LocalChain.Open(_scene.Genesis, Path);
            chain.Head.Header.Number.ShouldBe((ulong)blocks, $"of {length} bytes");
            chain.State.Root.ShouldBe(after[blocks].Root);
            _scene.Grow(chain, 1, null, null, ChainScene.Transfer((ulong)blocks, _scene.Addresses[0], 3));
            chain.CutOff.ShouldBe(length < 40 ? 0 : length - after[blocks].Length);
            chain.Dispose();
            using LocalChain again = LocalChain.Open(_scene.Genesis, Path);
            (again.CutOff, again.Head.Header.Number).ShouldBe((0, (ulong)blocks + 1));
        }
    }

    [Fact]
    public void A_second_process_cannot_have_the_file()
    {
        using LocalChain chain = LocalChain.Open(_scene.Genesis, Path);
        Should.Throw<WeirException>(() => LocalChain.Open(_scene.Genesis, Path)).Message.ShouldContain("another node may have it");
    }

    [Fact]
    public void Another_genesis_or_another_file_is_told_and_left_alone()
    {
        LocalChain.Open(_scene.Genesis, Path).Dispose();
        Should.Throw<WeirException>(() => LocalChain.Open(GenesisTests.Recorded, Path)).Message.ShouldContain("another genesis");
        byte[] text = [.. Enumerable.Repeat((byte)'a', 100)];
        foreach (int length in (int[])[1, 39, 100])
        {
            File.WriteAllBytes(Path, text[..length]);
            Should.Throw<WeirException>(() => LocalChain.Open(_scene.Genesis, Path)).Message.ShouldContain("no chain of blocks");
            File.ReadAllBytes(Path).ShouldBe(text[..length]);
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_told_with_its_place_and_nothing_is_cut_off()
    {
        using (LocalChain chain = LocalChain.Open(_scene.Genesis, Path))
        {
            for (int i = 0; i < 3; i++) { _scene.Grow(chain); }
        }

        byte[] whole = File.ReadAllBytes(Path);
        whole[60] ^= 1;
        File.WriteAllBytes(Path, whole);
        Should.Throw<WeirException>(() => LocalChain.Open(_scene.Genesis, Path)).Message.ShouldContain("damaged at byte 40, behind block 0");
        File.ReadAllBytes(Path).ShouldBe(whole);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told() =>
        Should.Throw<WeirException>(() => LocalChain.Open(_scene.Genesis, System.IO.Path.Combine(_folder, "no", "chain"))).Message.ShouldContain("cannot open the chain");
}
