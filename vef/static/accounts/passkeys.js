// Say kindly what went wrong with a passkey, instead of only in the console.
document.addEventListener('allauth.error', function (event) {
  const problem = document.getElementById('passkey-problem')
  if (problem) {
    problem.hidden = false
    event.preventDefault()
  }
})
