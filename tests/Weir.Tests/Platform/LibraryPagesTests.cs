using Weir.Platform;

namespace Weir.Tests.Platform;

public sealed class LibraryPagesTests
{
    [Fact]
    public void What_only_the_start_needed_goes_and_what_is_needed_again_comes_back()
    {
        long first = LibraryPages.Release();
        // The runtime alone has mapped more than this to come so far.
        first.ShouldBeGreaterThan(1 << 20);
        // Curves and hashes are calls into libraries whose pages have just gone.
        Curves.Best.ShouldNotBeNull();
        System.Security.Cryptography.SHA256.HashData("abc"u8)[0].ShouldBe((byte)0xba);
        LibraryPages.Release().ShouldBeLessThan(first);
    }
}
